import { Cursors } from './cursor.js';
import { BadUserInputError } from './errors.js';

const list = ['calls', 'workspace', { status: ['BUSY'] }];

function refusal(work: () => unknown): BadUserInputError | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof BadUserInputError) return error;
    throw error;
  }
  return undefined;
}

describe('Cursors', () => {
  it.each([[['2026-03-01 12:00:00.000', '01K']], [[1_772_366_400_000, '01K']], [[null, 'ü😀']]])(
    'reads the position %j back',
    (position) => {
      const cursors = new Cursors(list);

      expect(cursors.decode(cursors.encode(position), 'after')).toEqual(position);
    },
  );

  it('makes text that needs no escaping in an address', () => {
    expect(new Cursors(list).encode(['ü😀?/+&', '01K'])).toMatch(/^[\w-]+$/);
  });

  it.each(['', 'rubbish', '%%%', 'bnVsbA', 'W10', 'e30', 'WzFd'])(
    'refuses %j as no cursor, by the argument’s name',
    (text) => {
      const error = refusal(() => new Cursors(list).decode(text, 'before'));

      expect(error?.details).toEqual({ fields: { before: ['before is not a cursor'] } });
    },
  );

  it('refuses the cursor of another list', () => {
    const cursor = new Cursors(['calls', 'workspace', { status: ['FAILED'] }]).encode(['x', '01K']);

    const error = refusal(() => new Cursors(list).decode(cursor, 'after'));

    expect(error?.details).toEqual({ fields: { after: [expect.stringContaining('another filter or order')] } });
  });
});
