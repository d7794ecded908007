import { hintOf } from './secret-hint.js';

describe('hintOf', () => {
  it.each([
    ['sk_0123456789abcdef', 'cdef'],
    ['12345678', '5678'],
    ['1234567', ''],
    ['', ''],
  ])('of %j is %j', (secret, hint) => {
    expect(hintOf(secret)).toBe(hint);
  });
});
