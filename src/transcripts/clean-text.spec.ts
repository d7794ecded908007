import { cleanJson, cleanText, clipText } from './clean-text.js';

describe('cleanText', () => {
  it.each([
    ['plain text', 'plain text'],
    ['a\u0000b\u0000', 'ab'],
    ['high \ud83d', 'high \ufffd'],
    ['\ude42 low', '\ufffd low'],
    ['\ud83d\u0000\ude42', '🙂'],
    ['🙂 שלום é', '🙂 שלום é'],
    ['', ''],
  ])('makes of %j the text %j', (text, clean) => {
    expect(cleanText(text)).toBe(clean);
  });
});

describe('cleanJson', () => {
  it('reaches every text and every name, however deep', () => {
    const value = { 'na\u0000me': ['a\u0000', { deep: '\ud83d' }], number: 1, no: false, nothing: null };

    expect(cleanJson(value)).toEqual({ name: ['a', { deep: '\ufffd' }], number: 1, no: false, nothing: null });
  });

  it('leaves a name that means something to JavaScript a name', () => {
    const value: unknown = JSON.parse('{"__proto__":{"odd":true}}');

    expect(JSON.stringify(cleanJson(value))).toBe('{"__proto__":{"odd":true}}');
  });
});

describe('clipText', () => {
  it.each([
    ['short', 10, 'short'],
    ['too long', 3, 'too'],
    ['ab🙂', 3, 'ab'],
    ['ab🙂', 4, 'ab🙂'],
    ['a\u0000bc', 2, 'ab'],
  ])('makes of %j, with %d at most, %j', (text, length, clipped) => {
    expect(clipText(text, length)).toBe(clipped);
  });
});
