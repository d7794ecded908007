import { prefetch } from './prefetch.js';

describe('prefetch', () => {
  it('hands out everything in order, asking for two items more than the one that is being worked on', async () => {
    const asked: number[] = [];
    async function* source() {
      for (let item = 1; item <= 5; item++) {
        asked.push(item);
        yield await Promise.resolve(item);
      }
    }

    const seen: [number, number][] = [];
    for await (const item of prefetch(source())) {
      await new Promise(setImmediate);
      seen.push([item, asked.length]);
    }

    expect(seen).toEqual([
      [1, 3],
      [2, 4],
      [3, 5],
      [4, 5],
      [5, 5],
    ]);
  });

  it('throws the error of the source where its item would have come', async () => {
    async function* source() {
      yield await Promise.resolve(1);
      throw new Error('broken');
    }
    const stream = prefetch(source());

    const first = await stream.next();
    await new Promise(setImmediate); // the error is there by now, and nobody's unhandled rejection

    expect(first.value).toBe(1);
    await expect(stream.next()).rejects.toThrow('broken');
  });

  it('ends its source when it is left early', async () => {
    let ended = false;
    async function* source() {
      try {
        for (let item = 1; ; item++) yield await Promise.resolve(item);
      } finally {
        ended = true;
      }
    }

    for await (const item of prefetch(source())) if (item === 2) break;

    expect(ended).toBe(true);
  });
});
