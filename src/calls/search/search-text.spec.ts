import { parseSearchText } from './search-text.js';

describe('parseSearchText', () => {
  it.each([
    ['Refund order', [['refund'], ['order']]],
    ['"my  Order" now', [['my', 'order'], ['now']]],
    [
      '“my order” «в пути»',
      [
        ['my', 'order'],
        ['в', 'пути'],
      ],
    ],
    ['"my order', [['my', 'order']]],
    ['e-mail', [['e', 'mail']]],
    ['北京', [['北', '京']]],
    ['"" ! -', []],
  ])('reads %s as %j', (text, terms) => {
    expect(parseSearchText(text).terms).toEqual(terms);
  });

  it('names each word once', () => {
    expect(parseSearchText('a "b a" B').words).toEqual(['a', 'b']);
  });
});
