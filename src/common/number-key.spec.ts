import { numberKey, numberParts, partPrefixesOf } from './number-key.js';

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

describe('numberParts', () => {
  const finds = (characters: string, where: 'anywhere' | 'start' | 'end', key: string) =>
    numberParts(key).some((part) => partPrefixesOf(characters, where).some((prefix) => part.startsWith(prefix)));

  it('are the beginning of a number, and what stands from each second place on', () => {
    expect(numberParts('74951234567')).toEqual(['^74951234', '95123456', '1234567', '34567', '567']);
    expect(numberParts('7495')).toEqual(['^7495']);
  });

  it('are found by every four characters of a number and more, wherever in it they stand', () => {
    for (const whole of ['123456789012345', 'sipalicebpbxexample', '~43e~~43b~']) {
      for (let length = 4; length <= whole.length; length++) {
        const key = whole.slice(0, length);
        for (let start = 0; start + 4 <= length; start++) {
          for (let end = start + 4; end <= length; end++) {
            const part = key.slice(start, end);
            expect([part, finds(part, 'anywhere', key)]).toEqual([part, true]);
            expect([part, finds(part, 'start', key)]).toEqual([part, key.startsWith(part)]);
            if (end === length) expect([part, finds(part, 'end', key)]).toEqual([part, true]);
          }
        }
      }
    }
  });

  it('tell most numbers apart', () => {
    const numbers = Array.from({ length: 20_000 }, (_, index) =>
      String(70_000_000_000 + ((index * 104_729_017) % 1e10)),
    );

    const found = numbers.filter((number) => finds('4567', 'anywhere', number));

    expect(found.length).toBeLessThan(numbers.length / 100);
  });

  it('are none of what no such part can be in', () => {
    expect(numberParts('112')).toEqual([]);
  });

  it('fit their column', () => {
    expect(numberParts('~'.repeat(255)).every((part) => part.length <= 9)).toBe(true);
  });
});
