import { SharedResults } from './shared-results.js';

function counting() {
  const shared = new SharedResults<number>();
  let runs = 0;
  const ask = (event: object, question: string) => shared.of(event, question, () => Promise.resolve(++runs));
  return { ask };
}

describe('SharedResults', () => {
  it('runs once for all who ask the same of an event', async () => {
    const { ask } = counting();
    const event = {};

    expect(await Promise.all([ask(event, 'status'), ask(event, 'status'), ask(event, 'status')])).toEqual([1, 1, 1]);
  });

  it('runs anew for another question, and for another event that looks the same', async () => {
    const { ask } = counting();
    const event = {};

    expect([await ask(event, 'status'), await ask(event, 'counts'), await ask({}, 'status')]).toEqual([1, 2, 3]);
  });
});
