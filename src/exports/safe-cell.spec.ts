import { safeCell } from './safe-cell.js';

describe('safeCell', () => {
  it.each([
    '=1+1',
    '+1+1',
    '-2+3',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '＝1',
    '＋1',
    '－1',
    '＠A1',
    '=',
    "=cmd|'/C calc'!A0",
  ])('keeps %j from being run', (text) => {
    expect(safeCell(text)).toBe(`'${text}`);
  });

  it.each(['+7495123+1', '+7 495 1234567', '+', '+74951234567\n=1', '+7495=1'])(
    'takes %j for no phone number',
    (text) => {
      expect(safeCell(text)).toBe(`'${text}`);
    },
  );

  it.each([
    '',
    '+74951234567',
    '74951234567',
    'sip:desk@pbx.example',
    '486 Busy Here',
    ' =1',
    'a=1',
    '0.25',
    "'quoted'",
  ])('leaves %j as it is', (text) => {
    expect(safeCell(text)).toBe(text);
  });
});
