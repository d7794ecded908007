import { partsOfTyped } from './phone-number-part.js';

describe('partsOfTyped', () => {
  it.each([
    ['+7 (495) 123-45-67', ['74951234567']],
    ['00 7 495 1234567', ['74951234567']],
    ['+49 (0)151 234', ['49151234']],
    ['495', ['495']],
    ['Desk', ['desk']],
  ])('understands %s as a part', (typed, expected) => {
    expect(partsOfTyped(typed)).toEqual(expected.map((part) => ({ part, at: 'anywhere' })));
  });

  it('knows the 8 that is dialled within Russia', () => {
    expect(partsOfTyped('8 495 123')).toEqual([
      { part: '8495123', at: 'anywhere' },
      { part: '7495123', at: 'start' },
    ]);
  });

  it('knows the 0 that is dialled within a country in front of a whole number', () => {
    expect(partsOfTyped('0171 1234567')).toEqual([
      { part: '01711234567', at: 'anywhere' },
      { part: '1711234567', at: 'end' },
    ]);
  });

  it.each(['812', '+8 495 123', '8123456789012', '2 8495'])('takes %s for nothing but a part', (typed) => {
    expect(partsOfTyped(typed)).toHaveLength(1);
  });

  it.each(['', ' + ', '00', '-()'])('asks for nothing where %j was typed', (typed) => {
    expect(partsOfTyped(typed)).toEqual([]);
  });
});
