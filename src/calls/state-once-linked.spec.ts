import { ArtifactState } from './call.enums.js';
import { stateOnceLinked } from './state-once-linked.js';

const { NONE, EXPECTED, PROCESSING, AVAILABLE, ABSENT, FAILED, EXPIRED, ERASED } = ArtifactState;

describe('the state of a transcript or a recording', () => {
  it.each([undefined, NONE, EXPECTED, PROCESSING, AVAILABLE, ABSENT, FAILED])(
    'is EXPECTED once another conversation is known: %s',
    (before) => {
      expect(stateOnceLinked(before, true)).toBe(EXPECTED);
    },
  );

  it.each([EXPIRED, ERASED])('stays what it is where it was removed here: %s', (before) => {
    expect(stateOnceLinked(before, true)).toBe(before);
  });

  it('stays what it is while the conversation does, and is NONE for a new call without one', () => {
    expect([AVAILABLE, ABSENT, undefined].map((before) => stateOnceLinked(before, false))).toEqual([
      AVAILABLE,
      ABSENT,
      NONE,
    ]);
  });
});
