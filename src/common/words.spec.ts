import { wordsOf } from './words.js';

const words = (text: string) => Array.from(wordsOf(text), ({ word }) => word);

describe('wordsOf', () => {
  it.each([
    ['Hello, WORLD! It’s 3.14', ['hello', 'world', 'it', 's', '3', '14']],
    ['Ça va très bien à Łódź', ['ca', 'va', 'tres', 'bien', 'a', 'łodz']],
    ['Straße STRASSE', ['strasse', 'strasse']],
    ['Ещё чай? ЕЩЕ', ['еще', 'чаи', 'еще']],
    ['ΟΔΟΣ οδός', ['οδος', 'οδος']],
    ['İstanbul ISTANBUL', ['istanbul', 'istanbul']],
    ['cafe\u0301 café', ['cafe', 'cafe']],
    ['हिन्दी में', ['हिन्दी', 'में']],
    ['שָׁלוֹם שלום', ['שלום', 'שלום']],
    ['مُحَمَّد محمد', ['محمد', 'محمد']],
    ['北京2026年 ok', ['北', '京', '2026', '年', 'ok']],
    ['สวัสดี', ['ส', 'วั', 'ส', 'ดี']],
    ['ﬁne ＡＢＣ', ['fine', 'abc']],
    ['— … 🙂 %_', []],
    ['', []],
  ])('of %j are %j', (text, expected) => {
    expect(words(text)).toEqual(expected);
  });

  it('says where each one stands in the text', () => {
    const text = '¡Sí, señor!';

    expect(Array.from(wordsOf(text), ({ start, end }) => text.slice(start, end))).toEqual(['Sí', 'señor']);
  });

  it('compares what is too long for a word by its beginning', () => {
    expect(words('x'.repeat(100))).toEqual(['x'.repeat(64)]);
  });
});
