import { mapStream } from './map-stream.js';

/** A source that hands out `values` and then waits for ever, noting whether it was left. */
function sourceOf(...values: number[]) {
  const source = {
    left: false,
    next: () => {
      const value = values.shift();
      return value === undefined
        ? new Promise<never>(() => undefined)
        : Promise.resolve({ done: false as const, value });
    },
    return: () => {
      source.left = true;
      return Promise.resolve({ done: true as const, value: undefined });
    },
    [Symbol.asyncIterator]: () => source,
  };
  return source;
}

describe('mapStream', () => {
  it('maps one value at a time', async () => {
    const stream = mapStream(sourceOf(1, 2), (value) => Promise.resolve((value ?? 0) * 10));

    const values = [await stream.next(), await stream.next()];

    expect(values).toEqual([
      { done: false, value: 10 },
      { done: false, value: 20 },
    ]);
  });

  it('leaves the source at once, also while it waits for a value', async () => {
    const source = sourceOf();
    const stream = mapStream(source, (value) => Promise.resolve(value));
    void stream.next().catch(() => undefined);

    await stream.return?.();

    expect(source.left).toBe(true);
  });

  it('leaves the source when a value cannot be mapped', async () => {
    const source = sourceOf(1);
    const stream = mapStream(source, () => Promise.reject(new Error('no')));

    const failure = stream.next();

    await expect(failure).rejects.toThrow('no');
    expect(source.left).toBe(true);
  });

  it('ends where the source ends', async () => {
    const stream = mapStream(
      (async function* () {
        yield await Promise.resolve(1);
      })(),
      (value) => Promise.resolve(value),
    );

    expect(await Array.fromAsync(stream)).toEqual([1]);
  });
});
