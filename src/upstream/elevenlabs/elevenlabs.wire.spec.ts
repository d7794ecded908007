import { fixture } from '../testing/fixture.js';
import { readAgent, readConversationPage } from './elevenlabs.wire.js';

describe('a page of the list', () => {
  it('is read with its cursor; a running conversation has no duration (reference 8.1)', () => {
    expect(readConversationPage(fixture('elevenlabs/fixtures/list-page.json'))).toMatchObject({
      conversations: [
        {
          conversationId: 'conv_3401ka7p2q9ee5t8w6y1r4u0i7op',
          durationSeconds: 64,
          status: 'done',
          startedAt: new Date(1_792_410_005_000),
        },
        { conversationId: 'conv_8801ka7p5s1bf3g6h9j2k4l7z0xc', durationSeconds: undefined, status: 'in-progress' },
      ],
      unreadable: [],
      nextCursor: 'eyJzdGFydCI6MTc5MjQxMDAwNX0',
    });
  });

  it('reports a row without an id, which stops no other', () => {
    const page = readConversationPage({
      conversations: [null, { conversation_id: 'conv_1', call_successful: null }],
      has_more: false,
    });

    expect(page.conversations).toMatchObject([{ conversationId: 'conv_1' }]);
    expect(page.unreadable).toMatchObject([{ index: 0 }]);
  });

  it.each([[{ has_more: false, next_cursor: 'abc' }], [{ has_more: true, next_cursor: null }], [{ has_more: true }]])(
    'is the last one with %j (trap 7)',
    (end) => {
      expect(readConversationPage({ conversations: [], ...end }).nextCursor).toBeUndefined();
    },
  );

  it('is not made up from something else', () => {
    expect(() => readConversationPage({ conversations: null, has_more: false })).toThrow(/unknown shape/);
  });
});

describe('an agent', () => {
  it('tells whether there can be audio, and leaves its prompt behind', () => {
    const agent = readAgent({
      agent_id: 'agent_1',
      name: 'Support line',
      conversation_config: { agent: { prompt: { prompt: 'secret' } } },
      platform_settings: { privacy: { record_voice: false, zero_retention_mode: true, retention_days: -1 } },
    });

    expect(agent).toEqual({
      agentId: 'agent_1',
      name: 'Support line',
      recordsVoice: false,
      zeroRetention: true,
      retentionDays: -1,
    });
  });

  it('needs no more than its id', () => {
    expect(readAgent({ agent_id: 'agent_1', platform_settings: null })).toMatchObject({
      agentId: 'agent_1',
      recordsVoice: undefined,
    });
  });
});
