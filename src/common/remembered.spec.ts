import { remembered } from './remembered.js';

it('makes the result of one argument once', () => {
  const made: string[] = [];
  const wrap = remembered(({ name }: { name: string }) => {
    made.push(name);
    return { wrapped: name };
  });
  const [first, second] = [{ name: 'a' }, { name: 'a' }];

  const results = [wrap(first), wrap(first), wrap(second)];

  expect(made).toEqual(['a', 'a']);
  expect(results[0]).toBe(results[1]);
  expect(results[0]).not.toBe(results[2]);
});
