import { LatestValues } from './latest-values.js';

describe('LatestValues', () => {
  it('keeps the newest value of each key, in the order in which the keys came', async () => {
    const values = new LatestValues<string>(10);
    for (const [key, value] of [
      ['a', 'a1'],
      ['b', 'b1'],
      ['a', 'a2'],
    ] as const)
      values.put(key, value);

    expect(await values.take(10)).toEqual(['a2', 'b1']);
  });

  it('hands out no more than is asked for, and the rest later', async () => {
    const values = new LatestValues<number>(10);
    for (let value = 1; value <= 5; value++) values.put(String(value), value);

    expect([await values.take(2), await values.take(2), await values.take(2)]).toEqual([[1, 2], [3, 4], [5]]);
  });

  it('drops the oldest key where it is full', async () => {
    const values = new LatestValues<number>(3);
    for (let value = 1; value <= 5; value++) values.put(String(value), value);

    expect(await values.take(10)).toEqual([3, 4, 5]);
  });

  it('lets its reader wait for the next value', async () => {
    const values = new LatestValues<number>(3);
    const taken = values.take(10);
    await new Promise(setImmediate);

    values.put('a', 1);

    expect(await taken).toEqual([1]);
  });

  it('hands out what is left when it ends, and then nothing for ever', async () => {
    const values = new LatestValues<number>(3);
    values.put('a', 1);
    values.end();
    values.put('b', 2);

    expect([await values.take(10), await values.take(10), await values.take(10)]).toEqual([[1], [], []]);
  });

  it('ends the wait of its reader', async () => {
    const values = new LatestValues<number>(3);
    const taken = values.take(10);

    values.end();

    expect(await taken).toEqual([]);
  });
});
