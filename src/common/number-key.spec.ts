import { corePrefixesOf, numberCore, numberKey } from './number-key.js';

describe('numberKey', () => {
  it.each([
    ['+74951234567', '74951234567'],
    ['+7 (495) 123-45-67', '74951234567'],
    ['sip:Alice.B@PBX.example', 'sipalicebpbxexample'],
    ['100', '100'],
    ['Олег', '~43e~~43b~~435~~433~'],
    ['% _', ''],
  ])('of %s is %s', (number, key) => {
    expect(numberKey(number)).toBe(key);
  });

  it('fits its column, whatever the number is', () => {
    expect(numberKey('ж'.repeat(255))).toHaveLength(255);
  });
});

describe('numberCore', () => {
  const findsAs = (digits: string, core: string) => corePrefixesOf(digits).some((prefix) => core.startsWith(prefix));

  it('is the length of a number and its digits from the middle outwards', () => {
    expect(numberCore('74951234567')).toBe('b21354954');
    expect(numberCore('491512345678')).toBe('c32415561');
  });

  it('begins as every part of seven digits or more says, however long the number is', () => {
    for (let length = 7; length <= 15; length++) {
      const number = '123456789012345'.slice(0, length);
      const core = numberCore(number)!;
      for (let start = 0; start + 7 <= length; start++) {
        for (let end = start + 7; end <= length; end++) {
          expect(findsAs(number.slice(start, end), core)).toBe(true);
        }
      }
      expect(core.length).toBeLessThanOrEqual(9);
    }
  });

  it('is told apart from most others by any part of a number with eleven digits', () => {
    const numbers = Array.from({ length: 20_000 }, (_, index) => 70_000_000_000 + ((index * 104_729_017) % 1e10));

    const found = numbers.filter((number) => findsAs('1234567', numberCore(String(number))!));

    expect(found.length).toBeLessThan(numbers.length / 500);
  });

  it('is found inside a name', () => {
    expect(numberCore(numberKey('sip:+74951234567@pbx.example'))).toBe(numberCore('74951234567'));
  });

  it('is none for what no such part can be in', () => {
    expect(numberCore('123456')).toBeNull();
    expect(numberCore('alice')).toBeNull();
  });

  it.each(['1234567890123456', 'a123456789b987654321'])('is one that every part looks for in %s', (key) => {
    expect(corePrefixesOf('1234567')).toContain(numberCore(key));
    expect(corePrefixesOf('1234567890123456')).toContain(numberCore(key));
  });
});
