import { toE164 } from './phone-number.js';

describe('toE164', () => {
  it.each([
    ['+14155552671', '+14155552671'],
    [' +1 (415) 555-2671 ', '+14155552671'],
    ['14155552671', '+14155552671'],
    ['0049 30 901820', '+4930901820'],
    ['+49 30 901820', '+4930901820'],
  ])('reads %j', (text, number) => {
    expect(toE164(text)).toBe(number);
  });

  it.each([
    ['12345'],
    ['030 901820'],
    [''],
    ['sip:support@acme.example'],
    ['+1 415 555 2671 ext. 5'],
    ['+999 12345678'],
  ])('refuses %j', (text) => {
    expect(toE164(text)).toBeUndefined();
  });
});
