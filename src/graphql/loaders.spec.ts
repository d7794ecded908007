import type { IncomingMessage } from 'node:http';
import { loader } from './loaders.js';
import { operationContext } from './operation-context.js';

const request = { socket: {} } as IncomingMessage;

describe('loader', () => {
  it('asks once for all keys of an operation, and each key once', async () => {
    const context = operationContext({ req: request, address: '', viewer: null });
    const batches: (readonly string[])[] = [];
    const load = (key: string) =>
      loader(context, 'lengths', (keys: readonly string[]) => {
        batches.push(keys);
        return Promise.resolve(keys.map((one) => one.length));
      }).load(key);

    const lengths = await Promise.all([load('a'), load('bb'), load('a')]);

    expect(lengths).toEqual([1, 2, 1]);
    expect(batches).toEqual([['a', 'bb']]);
  });

  it('remembers nothing from one operation to the next', async () => {
    let calls = 0;
    const load = () =>
      loader(operationContext({ req: request, address: '', viewer: null }), 'x', (keys: readonly string[]) =>
        Promise.resolve(keys.map(() => ++calls)),
      ).load('a');

    expect([await load(), await load()]).toEqual([1, 2]);
  });
});
