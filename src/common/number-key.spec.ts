import { coresOfPart, numberCore, numberKey } from './number-key.js';

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
  it('is shared by a number and each of its parts of nine digits or more, however long it is', () => {
    for (let length = 9; length <= 15; length++) {
      const number = '123456789012345'.slice(0, length);
      const core = numberCore(number)!;
      for (let start = 0; start + 9 <= length; start++) {
        for (let end = start + 9; end <= length; end++) {
          expect(coresOfPart(number.slice(start, end))).toContain(core);
        }
      }
      expect(core.length).toBeLessThanOrEqual(9);
    }
  });

  it('is found inside a name', () => {
    expect(numberCore(numberKey('sip:+74951234567@pbx.example'))).toBe(numberCore('74951234567'));
  });

  it('is none for what no such part can be in', () => {
    expect(numberCore('12345678')).toBeNull();
    expect(numberCore('alice')).toBeNull();
  });

  it.each(['1234567890123456', 'a123456789b987654321'])('is one that every part looks for in %s', (key) => {
    expect(coresOfPart('123456789')).toContain(numberCore(key));
    expect(coresOfPart('1234567890123456')).toContain(numberCore(key));
  });

  it('leads to few numbers', () => {
    expect(coresOfPart('74951234567').length).toBeLessThanOrEqual(16);
  });
});
