import { WindowCounter } from './window-counter.js';

describe('WindowCounter', () => {
  it('lets so many points go in a window, and says how long it still lasts', () => {
    const counter = new WindowCounter(3, 60_000);

    const waits = [counter.take('a', 1, 0), counter.take('a', 2, 10_000), counter.take('a', 1, 20_000)];

    expect(waits).toEqual([0, 0, 40_000]);
  });

  it('begins anew when the window has ended', () => {
    const counter = new WindowCounter(1, 60_000);
    counter.take('a', 5, 0);

    const waits = [counter.take('a', 1, 59_999), counter.take('a', 1, 60_000)];

    expect(waits).toEqual([1, 0]);
  });

  it('counts each key by itself, and forgets one when told', () => {
    const counter = new WindowCounter(1, 60_000);
    counter.take('a', 1, 0);
    counter.take('b', 1, 0);

    counter.forget('a');

    expect([counter.take('a', 1, 1), counter.take('b', 1, 1)]).toEqual([0, 59_999]);
  });

  it('remembers no more than a number of keys, and those that are in use', () => {
    const counter = new WindowCounter(1, 60_000);

    counter.take('busy', 1, 0);
    for (let key = 0; key < 100_000; key++) {
      counter.take(`key ${key}`, 1, 1);
      if (key % 1_000 === 0) counter.take('busy', 1, 1);
    }

    expect(counter.size).toBe(20_000);
    expect(counter.take('busy', 1, 2)).toBeGreaterThan(0);
  });
});
