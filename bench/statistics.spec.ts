import { summarise } from './statistics.js';

it('takes the middle value, and says how far apart the others lie', () => {
  expect(summarise([3, 1, 2])).toEqual({ median: 2, least: 1, most: 3 });
});

it('takes the mean of the two in the middle of an even number', () => {
  expect(summarise([4, 1, 2, 10]).median).toBe(3);
});

it('refuses to say anything about nothing', () => {
  expect(() => summarise([])).toThrow('Nothing was measured');
});
