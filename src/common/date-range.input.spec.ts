import { assertForwards } from './date-range.input.js';

const [early, late] = [new Date('2026-03-01T00:00:00Z'), new Date('2026-03-02T00:00:00Z')];

describe('assertForwards', () => {
  it.each([
    [{ from: early, to: late }],
    [{ from: late }],
    [{ to: early }],
    [{ from: late, to: null }],
    [{}],
    [null],
    [undefined],
  ])('lets %j pass', (range) => {
    expect(() => assertForwards(range, 'startTime')).not.toThrow();
  });

  it.each([[{ from: late, to: early }], [{ from: early, to: early }]])(
    'refuses %j by the name of the field',
    (range) => {
      let refusal: unknown;
      try {
        assertForwards(range, 'startTime');
      } catch (error) {
        refusal = error;
      }

      expect(refusal).toMatchObject({
        code: 'BAD_USER_INPUT',
        details: { fields: { startTime: ['from has to be before to'] } },
      });
    },
  );
});
