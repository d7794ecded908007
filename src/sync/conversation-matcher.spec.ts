import { ConversationSource, type UnlinkedCall } from '../calls/index.js';
import { type Candidate, matchConversations } from './conversation-matcher.js';

const NOON = Date.parse('2026-03-01T12:00:00Z');

function call(id: string, { second = 0, durationSeconds = 100 } = {}): UnlinkedCall {
  return { id, sessionId: `session-${id}`, startTime: new Date(NOON + second * 1000), durationSeconds };
}

function candidate(
  conversationId: string,
  { second = 0, durationSeconds = 100, sessionId = undefined as string | undefined } = {},
): Candidate {
  return { conversationId, startedAt: new Date(NOON + second * 1000), durationSeconds, sessionId };
}

describe('matchConversations', () => {
  it('believes the session id that the scenario passed, whatever the times say', () => {
    const far = candidate('c', { second: 9000, durationSeconds: 1, sessionId: 'session-a' });

    const found = matchConversations([call('a'), call('b')], [far]);

    expect(found).toEqual([{ callId: 'a', conversationId: 'c', source: ConversationSource.DYNAMIC_VARIABLE }]);
  });

  it('matches by time where exactly one fits on both sides', () => {
    const found = matchConversations([call('a')], [candidate('c', { second: 60, durationSeconds: 80 })]);

    expect(found).toEqual([{ callId: 'a', conversationId: 'c', source: ConversationSource.TIME_MATCH }]);
  });

  it.each([
    ['starts more than a minute later', [call('a')], [candidate('c', { second: 61 })]],
    ['lasts too long', [call('a')], [candidate('c', { durationSeconds: 121 })]],
    ['still runs', [call('a')], [{ ...candidate('c'), durationSeconds: undefined }]],
    ['names another session', [call('a')], [candidate('c', { sessionId: 'session-of-a-stranger' })]],
    ['belongs to a call without an end', [{ ...call('a'), durationSeconds: null }], [candidate('c')]],
    ['has a rival', [call('a')], [candidate('c'), candidate('d')]],
    ['fits two calls', [call('a'), call('b', { second: 30 })], [candidate('c')]],
  ])('matches nothing by time where the conversation %s', (_, calls, candidates) => {
    expect(matchConversations(calls, candidates)).toEqual([]);
  });

  it('allows five seconds where a fifth of the duration is less', () => {
    const short = call('a', { durationSeconds: 4 });

    const found = matchConversations([short], [candidate('c', { durationSeconds: 9 })]);

    expect(found).toHaveLength(1);
  });

  it('leaves a call that was matched exactly out of the matches by time', () => {
    const exact = candidate('c', { sessionId: 'session-a' });
    const close = candidate('d');

    const found = matchConversations([call('a'), call('b')], [exact, close]);

    expect(found).toEqual([
      { callId: 'a', conversationId: 'c', source: ConversationSource.DYNAMIC_VARIABLE },
      { callId: 'b', conversationId: 'd', source: ConversationSource.TIME_MATCH },
    ]);
  });
});
