import { fixture } from '../testing/fixture.js';
import { readConversation } from './conversation.reader.js';

const example = (name: string) => readConversation(fixture(`elevenlabs/fixtures/conversation-${name}.json`));
const minimal = { conversation_id: 'conv_1', agent_id: 'agent_1', status: 'done' };
const turns = (...transcript: unknown[]) => readConversation({ ...minimal, transcript }).turns;

describe('a conversation', () => {
  it('is read with its metadata and its analysis (reference 8.2)', () => {
    expect(example('done')).toMatchObject({
      conversationId: 'conv_3401ka7p2q9ee5t8w6y1r4u0i7op',
      agentId: 'agent_7201k5d0c3kvfqp8m2n4x6z8a1bc',
      agentName: 'Support line',
      status: 'done',
      userId: 'contact-5512',
      startedAt: new Date(1792410005 * 1_000), // seconds on the wire (trap 8)
      durationSeconds: 64,
      credits: 428, // not its cost in dollars, which is another field (trap 13)
      language: 'ru',
      terminationReason: 'Client disconnected: 1000',
      error: undefined,
      hasAudio: true,
      audioDeletedAt: undefined,
      summary: 'The caller asked for the delivery date of order A-1042 and was told Friday.',
      title: 'Delivery date of an order',
      outcome: 'success',
      evaluations: [
        { criterionId: 'answered_question', result: 'success', rationale: 'The caller got the delivery date.' },
      ],
      collected: [
        { dataCollectionId: 'order_number', value: 'A-1042' },
        { dataCollectionId: 'callback_wanted', value: null },
      ],
    });
  });

  it('has its turns in order, text or not, with tool calls and results as text (traps 9 and 10)', () => {
    const { turns } = example('done');

    expect(turns.map(({ role, text, offsetSeconds }) => [role, text?.slice(0, 12), offsetSeconds])).toEqual([
      ['agent', 'Здравствуйте', 0],
      ['user', 'Когда привез', 4],
      ['agent', undefined, 9],
      ['agent', undefined, 9],
      ['agent', 'Ваш заказ пр', 10],
    ]);
    expect(turns[2]?.toolCalls).toEqual([
      { requestId: 'call_9f31', name: 'find_order', type: 'webhook', paramsJson: '{"order_number":"A-1042"}' },
    ]);
    expect(turns[3]?.toolResults).toMatchObject([
      {
        requestId: 'call_9f31',
        name: 'find_order',
        result: '{"delivery":"2026-10-23"}',
        failed: false,
        latencySeconds: 0.41,
      },
    ]);
    expect(turns[4]).toMatchObject({ interrupted: true, originalText: expect.stringContaining('октября') });
  });

  it('has the variables that were sent, numbers and booleans as they are', () => {
    expect(Object.fromEntries(example('done').dynamicVariables)).toMatchObject({
      call_id: 'c0a8f7c2-3d1e-4a57-9b0e-6f2f1f0b7e11',
      is_vip: false,
      system__caller_id: null,
      system__call_duration_secs: 64,
    });
  });

  it('has neither secrets nor the copy of its transcript among the variables (traps 11 and 12)', () => {
    const dynamic_variables = { secret__token: 'x', system__conversation_history: '[]', list: [], kept: 'y' };

    const conversation = readConversation({ ...minimal, conversation_initiation_client_data: { dynamic_variables } });

    expect([...conversation.dynamicVariables]).toEqual([['kept', 'y']]);
  });

  it('keeps addresses and headers of tools out (trap 11)', () => {
    expect(JSON.stringify(example('done'))).not.toContain('shop.example');
  });

  it('has no analysis while it is processed (reference 8.3)', () => {
    expect(example('processing')).toMatchObject({
      status: 'processing',
      summary: undefined,
      outcome: undefined,
      evaluations: [],
      durationSeconds: 31,
    });
  });

  it('says why it failed (reference 8.4, trap 2)', () => {
    expect(example('failed')).toMatchObject({
      status: 'failed',
      durationSeconds: 0,
      error: { code: 404, reason: 'INVITE failed: sip status: 404 (SIP 404)' },
      turns: [],
    });
  });

  it('has no duration while it runs, though ElevenLabs says 0 (trap 1)', () => {
    const running = readConversation({
      ...minimal,
      status: 'in-progress',
      metadata: { call_duration_secs: 0 },
      transcript: [],
    });

    expect(running).toMatchObject({ durationSeconds: undefined, turns: [] });
  });

  it.each(['metadata', 'analysis', 'transcript', 'conversation_initiation_client_data', 'has_audio', 'user_id'])(
    'is read without its %s, or with a null there',
    (field) => {
      expect(readConversation({ ...minimal, [field]: null })).toEqual(readConversation(minimal));
    },
  );

  it('is read with an analysis that has only its two empty maps', () => {
    const analysis = { evaluation_criteria_results: {}, data_collection_results: {} };

    expect(readConversation({ ...minimal, analysis })).toMatchObject({
      outcome: undefined,
      summary: undefined,
      evaluations: [],
    });
  });

  it('is given no defaults that nobody sent (trap 14)', () => {
    const values = Object.values(readConversation(minimal)).filter((value) => typeof value === 'string');

    expect(values).toEqual(['conv_1', 'agent_1', 'done']);
  });

  it('lets unknown states, roles and media pass', () => {
    const conversation = readConversation({
      ...minimal,
      status: 'paused',
      brand_new: {},
      transcript: [{ role: 'narrator', source_medium: 'smell' }],
    });

    expect(conversation).toMatchObject({
      status: 'paused',
      turns: [{ role: 'narrator', sourceMedium: 'smell', offsetSeconds: 0 }],
    });
  });

  it('knows when its audio was deleted', () => {
    const deletion_settings = { deleted_audio_at_time_unix_secs: 1_792_410_005 };

    expect(readConversation({ ...minimal, metadata: { deletion_settings } }).audioDeletedAt).toEqual(
      new Date(1_792_410_005_000),
    );
  });

  it.each([{}, { conversation_id: 'conv_1', agent_id: null, status: 'done' }, [], null, 'text'])(
    'is not made up from %j',
    (body) => {
      expect(() => readConversation(body)).toThrow(/unknown shape/);
    },
  );

  it('comes in the same shape by webhook (reference 8.6)', () => {
    const { data } = fixture('elevenlabs/fixtures/webhook-transcription.json') as { data: unknown };

    const conversation = readConversation(data);

    expect(conversation).toMatchObject({ status: 'done', outcome: 'success', turns: [{ text: 'Здравствуйте!' }] });
    expect(conversation.dynamicVariables.get('call_id')).toBe('c0a8f7c2-3d1e-4a57-9b0e-6f2f1f0b7e11');
  });
});

describe('a turn', () => {
  it('may have nulls wherever something could be', () => {
    const nothing = {
      role: null,
      message: null,
      tool_calls: null,
      tool_results: null,
      time_in_call_secs: null,
      interrupted: null,
    };

    expect(turns(nothing)).toEqual([
      {
        role: 'unknown',
        text: undefined,
        originalText: undefined,
        offsetSeconds: 0,
        interrupted: false,
        sourceMedium: undefined,
        toolCalls: [],
        toolResults: [],
      },
    ]);
  });

  it('may call a tool that does not exist, whose type is null', () => {
    const [turn] = turns({
      role: 'agent',
      tool_results: [{ tool_name: 'imaginary', type: null, is_error: true, raw_error_message: 'No such tool' }],
    });

    expect(turn?.toolResults).toMatchObject([
      { name: 'imaginary', failed: true, errorMessage: 'No such tool', type: undefined },
    ]);
  });

  it('keeps tool arguments that are broken JSON (trap 10)', () => {
    expect(turns({ tool_calls: [{ tool_name: 't', params_as_json: '{"a":' }] })[0]?.toolCalls[0]?.paramsJson).toBe(
      '{"a":',
    );
  });

  it('is left out where it is no object', () => {
    expect(turns(null, 'text', { role: 'user', message: 'שלום 👋' })).toMatchObject([{ text: 'שלום 👋' }]);
  });

  it('is one of three thousand without trouble', () => {
    const transcript = Array.from({ length: 3_000 }, (_, index) => ({
      role: 'user',
      message: `${index}`,
      time_in_call_secs: 1,
    }));

    expect(turns(...transcript).map(({ text }) => text)).toEqual(transcript.map(({ message }) => message));
  });
});
