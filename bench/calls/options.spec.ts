import { callsBenchOptions } from './options.js';

it('has defaults for everything but Directus', () => {
  const options = callsBenchOptions([]);

  expect(options).toMatchObject({ calls: 1_000_000, rounds: 5, seed: 1, withDirectus: false });
  expect(options.directus).toBeUndefined();
});

it.each([
  [['--calls', '1000'], '--calls has to be a whole number from 20000 on'],
  [['--seconds', '0'], '--seconds'],
  [['--filter-rounds', 'some'], '--filter-rounds'],
])('refuses %j by name', (args, message) => {
  expect(() => callsBenchOptions(args)).toThrow(message);
});
