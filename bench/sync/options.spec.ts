import { syncBenchOptions } from './options.js';

it('has defaults for everything', () => {
  expect(syncBenchOptions([])).toMatchObject({ database: 'mysql', rounds: 3, seed: 1, heapMegabytes: 256 });
});

it('leaves memory out where no sizes are given', () => {
  expect(syncBenchOptions(['--sizes', '']).sizes).toEqual([]);
});

it.each([
  [['--database', 'sqlite'], '--database has to be mysql or mariadb'],
  [['--sizes', '1000'], '--sizes has to name two sizes, or none'],
  [['--calls', '1.5'], '--calls has to be a whole number from 1 on'],
  [['--rounds', '-1'], '--rounds'],
])('refuses %j by name', (args, message) => {
  expect(() => syncBenchOptions(args)).toThrow(message);
});
