import { PhoneNumbers } from './phone-number.js';

describe('PhoneNumbers', () => {
  it.each([
    ['14155552671', '+14155552671'],
    ['+14155552671', '+14155552671'],
    ['4930901820', '+4930901820'],
  ])('makes E.164 of the full number %j', (raw, number) => {
    expect(new PhoneNumbers().normalise(raw)).toBe(number);
  });

  it.each([
    '101',
    'agent_7',
    'sip:help@acme.example',
    '99999999999',
    '+99999999999',
    '0301234567',
    '12 34',
    '9'.repeat(300),
  ])('leaves %j as it is', (raw) => {
    expect(new PhoneNumbers().normalise(raw)).toBe(raw);
  });

  it.each([undefined, ''])('has no number for %j', (raw) => {
    expect(new PhoneNumbers().normalise(raw)).toBeNull();
  });

  it('says the same of a number that it remembers, and of one that it has forgotten', () => {
    const numbers = new PhoneNumbers();
    const ask = () => ['14155552671', '99999999999'].map((raw) => numbers.normalise(raw));

    const first = ask();
    const remembered = ask();
    for (let extension = 0; extension < 50_000; extension++) numbers.normalise(String(1_000_000 + extension));

    expect([remembered, ask()]).toEqual([first, first]);
  });
});
