import { highlightsOf } from './highlights.js';

const SAID = [
  'Hello, how may I help you?',
  'À bientôt! I want my order, please.',
  'Your order is on its way; 不客气。',
];

describe('highlightsOf', () => {
  it.each([
    ['ORDER', [SAID[1], SAID[2]]],
    ['a bientot', [SAID[1]]],
    ['"my order"', [SAID[1]]],
    ['"order my"', []],
    ['way hello', [SAID[0], SAID[2]]],
    ['客气', [SAID[2]]],
    ['order you', [SAID[0], SAID[1], SAID[2]]],
    ['!', []],
  ])('of %s are the messages in which it was said', (text, expected) => {
    expect(highlightsOf(SAID, text)).toEqual(expected);
  });

  it('show a long message only around the words, and cut between others', () => {
    const filler = 'lorem ipsum '.repeat(30);

    const [highlight, ...others] = highlightsOf([`${filler}the Refund, today ${filler}`], 'refund');

    expect(highlight).toMatch(/^…(lorem |ipsum )+the Refund, today( lorem| ipsum)+…$/);
    expect(highlight!.length).toBeLessThan(200);
    expect(others).toEqual([]);
  });

  it('are three at most, with one for each term as far as they go', () => {
    const messages = ['one', 'one', 'one', 'one', 'two', 'three'];

    expect(highlightsOf(messages, 'one two three')).toEqual(['one', 'two', 'three']);
    expect(highlightsOf(messages, 'one')).toEqual(['one', 'one', 'one']);
  });
});
