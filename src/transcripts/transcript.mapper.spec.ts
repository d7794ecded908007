import { ConversationOutcome } from '../calls/index.js';
import { type Conversation, type ConversationTurn, readConversation } from '../upstream/index.js';
import { fixture } from '../upstream/testing/fixture.js';
import { SpeakerRole } from './transcript.enums.js';
import { toTranscriptContent } from './transcript.mapper.js';

const example = (name: string) => readConversation(fixture(`elevenlabs/fixtures/conversation-${name}.json`));
const bare = readConversation({ conversation_id: 'conv_1', agent_id: 'agent_1', status: 'done' });
const contentOf = (changes: Partial<Conversation>) => toTranscriptContent({ ...bare, ...changes });
const messagesOf = (...turns: ConversationTurn[]) => contentOf({ turns }).messages;

function turn(changes: Partial<ConversationTurn>): ConversationTurn {
  return {
    role: 'agent',
    text: undefined,
    originalText: undefined,
    offsetSeconds: 0,
    interrupted: false,
    sourceMedium: undefined,
    toolCalls: [],
    toolResults: [],
    ...changes,
  };
}

/** A turn that calls a tool. */
function calling(name: string, requestId?: string, paramsJson?: string): ConversationTurn {
  return turn({ toolCalls: [{ requestId, name, type: 'webhook', paramsJson }] });
}

/** A turn that only carries what a tool has answered. */
function answering(name: string, requestId: string | undefined, result: string): ConversationTurn {
  return turn({
    toolResults: [
      { requestId, name, type: 'webhook', result, failed: false, errorMessage: undefined, latencySeconds: undefined },
    ],
  });
}

/** Name and result of each tool call, in order. */
function resultsOf(...turns: ConversationTurn[]): [string, string | null][] {
  return messagesOf(...turns).flatMap(({ toolCalls }) =>
    toolCalls.map(({ name, result }): [string, string | null] => [name, result]),
  );
}

describe('toTranscriptContent', () => {
  it('takes over what is said of a finished conversation', () => {
    const content = toTranscriptContent(example('done'));

    expect(content).toMatchObject({
      conversationId: 'conv_3401ka7p2q9ee5t8w6y1r4u0i7op',
      language: 'ru',
      summary: 'The caller asked for the delivery date of order A-1042 and was told Friday.',
      outcome: ConversationOutcome.SUCCESS,
      terminationReason: 'Client disconnected: 1000',
      durationSeconds: 64,
      credits: 428,
      evaluations: [
        {
          criterion: 'answered_question',
          outcome: ConversationOutcome.SUCCESS,
          rationale: 'The caller got the delivery date.',
        },
      ],
      data: { order_number: 'A-1042', callback_wanted: null },
    });
  });

  it('makes one message of a tool use, and none that is empty', () => {
    const { messages } = toTranscriptContent(example('done'));

    expect(messages).toEqual([
      {
        role: SpeakerRole.AGENT,
        text: 'Здравствуйте! Чем могу помочь?',
        offsetSeconds: 0,
        interrupted: false,
        toolCalls: [],
      },
      {
        role: SpeakerRole.USER,
        text: 'Когда привезут заказ А десять сорок два?',
        offsetSeconds: 4,
        interrupted: false,
        toolCalls: [],
      },
      {
        role: SpeakerRole.AGENT,
        text: null,
        offsetSeconds: 9,
        interrupted: false,
        toolCalls: [
          {
            name: 'find_order',
            arguments: { order_number: 'A-1042' },
            result: '{"delivery":"2026-10-23"}',
            failed: false,
          },
        ],
      },
      {
        role: SpeakerRole.AGENT,
        text: 'Ваш заказ привезут в пятницу, двадцать',
        offsetSeconds: 10,
        interrupted: true,
        toolCalls: [],
      },
    ]);
  });

  it('leaves the addresses of tools behind', () => {
    const content = toTranscriptContent(example('done'));

    expect(JSON.stringify(content)).not.toContain('shop.example');
  });

  it('knows little of a conversation that is still processed', () => {
    const content = toTranscriptContent(example('processing'));

    expect(content).toMatchObject({
      summary: null,
      outcome: ConversationOutcome.UNKNOWN,
      terminationReason: 'Call ended by remote party',
      durationSeconds: 31,
      evaluations: [],
      data: {},
      messages: [{ role: SpeakerRole.AGENT, text: 'Здравствуйте!' }],
    });
  });

  it('has no message of a conversation that failed', () => {
    const content = toTranscriptContent(example('failed'));

    expect(content).toMatchObject({ durationSeconds: 0, outcome: ConversationOutcome.UNKNOWN, messages: [] });
  });

  it('says null of everything that is not known', () => {
    const content = toTranscriptContent(bare);

    expect(content).toEqual({
      conversationId: 'conv_1',
      language: null,
      summary: null,
      outcome: ConversationOutcome.UNKNOWN,
      terminationReason: null,
      durationSeconds: null,
      credits: null,
      evaluations: [],
      data: {},
      messages: [],
    });
  });

  it.each([
    ['success', ConversationOutcome.SUCCESS],
    ['failure', ConversationOutcome.FAILURE],
    ['unknown', ConversationOutcome.UNKNOWN],
    ['partial', ConversationOutcome.UNKNOWN],
    ['SUCCESS', ConversationOutcome.UNKNOWN],
    ['toString', ConversationOutcome.UNKNOWN],
    ['', ConversationOutcome.UNKNOWN],
    [undefined, ConversationOutcome.UNKNOWN],
  ])('takes the outcome %j for %s, of the call and of a criterion', (word, outcome) => {
    const evaluations = [{ criterionId: 'polite', result: word, rationale: undefined, score: undefined }];

    const content = contentOf({ outcome: word, evaluations });

    expect(content.outcome).toBe(outcome);
    expect(content.evaluations).toEqual([{ criterion: 'polite', outcome, rationale: null }]);
  });

  it.each<[number, number | null]>([
    [12.5, 13],
    [0, 0],
    [2_147_483_647, 2_147_483_647],
    [2_147_483_648, null],
    [Infinity, null],
    [NaN, null],
  ])('stores the number %d as %s', (given, stored) => {
    const content = contentOf({ durationSeconds: given, credits: given });

    expect(content).toMatchObject({ durationSeconds: stored, credits: stored });
  });

  it('cuts what is longer than its column', () => {
    const content = contentOf({ language: 'x'.repeat(100), terminationReason: 'y'.repeat(2000) });

    expect(content.language).toHaveLength(32);
    expect(content.terminationReason).toHaveLength(1000);
  });

  it('does not cut a character in two', () => {
    const content = contentOf({ terminationReason: `${'y'.repeat(999)}🙂` });

    expect(content.terminationReason).toBe('y'.repeat(999));
  });

  it('says null of texts that are empty', () => {
    const evaluations = [{ criterionId: 'polite', result: 'success', rationale: '', score: undefined }];

    const content = contentOf({ language: '', summary: ' \n', terminationReason: '', evaluations });

    expect(content).toMatchObject({
      language: null,
      summary: null,
      terminationReason: null,
      evaluations: [{ rationale: null }],
    });
  });

  it('has no U+0000 and no half characters in any text', () => {
    const dirty = 'a\u0000b\ud83d';
    const content = contentOf({
      language: dirty,
      summary: dirty,
      terminationReason: dirty,
      evaluations: [{ criterionId: dirty, result: dirty, rationale: dirty, score: undefined }],
      collected: [{ dataCollectionId: dirty, value: { [dirty]: [dirty] }, rationale: undefined }],
      turns: [
        { ...calling(dirty, 'a', JSON.stringify({ [dirty]: [dirty] })), text: dirty },
        answering(dirty, 'a', dirty),
        turn({ text: '\u0000' }),
      ],
    });

    expect(content).toMatchObject({
      language: 'ab\ufffd',
      summary: 'ab\ufffd',
      terminationReason: 'ab\ufffd',
      evaluations: [{ criterion: 'ab\ufffd', rationale: 'ab\ufffd' }],
      data: { 'ab\ufffd': { 'ab\ufffd': ['ab\ufffd'] } },
    });
    expect(content.messages).toMatchObject([
      {
        text: 'ab\ufffd',
        toolCalls: [{ name: 'ab\ufffd', arguments: { 'ab\ufffd': ['ab\ufffd'] }, result: 'ab\ufffd' }],
      },
    ]);
  });

  it('keeps collected values as they are, whatever their names', () => {
    const collected = [
      { dataCollectionId: '__proto__', value: { odd: true }, rationale: undefined },
      { dataCollectionId: 'items', value: [1, 'two', null], rationale: undefined },
    ];

    const { data } = contentOf({ collected });

    expect(Object.entries(data)).toEqual([
      ['__proto__', { odd: true }],
      ['items', [1, 'two', null]],
    ]);
  });
});

describe('the messages', () => {
  it('stay in their order where offsets are equal or fall', () => {
    const messages = messagesOf(
      turn({ text: 'first', offsetSeconds: 7 }),
      turn({ text: 'second', offsetSeconds: 7, role: 'user' }),
      turn({ text: 'third', offsetSeconds: 3 }),
    );

    expect(messages.map(({ text, offsetSeconds }) => [text, offsetSeconds])).toEqual([
      ['first', 7],
      ['second', 7],
      ['third', 3],
    ]);
  });

  it('are none of a turn without text and tools', () => {
    const messages = messagesOf(turn({ text: '' }), turn({ text: undefined, role: 'user' }));

    expect(messages).toEqual([]);
  });

  it.each([
    ['user', SpeakerRole.USER],
    ['agent', SpeakerRole.AGENT],
    ['narrator', SpeakerRole.AGENT],
  ])('of the role %s are by the %s', (role, speaker) => {
    const [message] = messagesOf(turn({ text: 'Hello', role }));

    expect(message?.role).toBe(speaker);
  });

  it.each(['שלום עולם', 'مرحبًا بك', '👩‍👩‍👧‍👦 🇩🇪', 'こんにちは', 'e\u0301', '  spaces  ', 'x'.repeat(200_000)])(
    'keep their text as it is: %.20s',
    (text) => {
      const [message] = messagesOf(turn({ text }));

      expect(message?.text).toBe(text);
    },
  );

  it('may be thousands, with as many tools', () => {
    const turns = Array.from({ length: 3000 }, (_, index) => [
      calling('find_order', `${index}`),
      turn({ text: `${index}` }),
      answering('find_order', `${index}`, `of ${index}`),
    ]).flat();

    const messages = messagesOf(...turns);

    expect(messages).toHaveLength(6000);
    expect(messages.flatMap(({ toolCalls }) => toolCalls.map(({ result }) => result))).toEqual(
      Array.from({ length: 3000 }, (_, index) => `of ${index}`),
    );
  });

  it('keep the text of a turn that calls a tool, or carries a result, as well', () => {
    const messages = messagesOf(
      { ...calling('find_order', 'a'), text: 'One moment.' },
      { ...answering('find_order', 'a', 'Friday'), text: 'On Friday.' },
    );

    expect(messages.map(({ text, toolCalls }) => [text, toolCalls.map(({ result }) => result)])).toEqual([
      ['One moment.', ['Friday']],
      ['On Friday.', []],
    ]);
  });
});

describe('a tool call', () => {
  it.each([undefined, '', '{"order', 'null', '[1]', '"text"', '7'])('has no arguments where they are %j', (params) => {
    const [message] = messagesOf(calling('find_order', 'a', params));

    expect(message?.toolCalls).toEqual([{ name: 'find_order', arguments: null, result: null, failed: false }]);
  });

  it('gets the result that names its request, in whatever order results come', () => {
    const results = resultsOf(
      calling('find_order', 'a'),
      calling('find_order', 'b'),
      answering('find_order', 'b', 'of b'),
      answering('find_order', 'a', 'of a'),
    );

    expect(results).toEqual([
      ['find_order', 'of a'],
      ['find_order', 'of b'],
    ]);
  });

  it('gets the result of its name, in the order of the calls, where no request is named', () => {
    const results = resultsOf(
      calling('find_order'),
      calling('weather'),
      calling('find_order'),
      answering('find_order', undefined, 'first'),
      answering('find_order', undefined, 'second'),
      answering('weather', undefined, 'rain'),
    );

    expect(results).toEqual([
      ['find_order', 'first'],
      ['weather', 'rain'],
      ['find_order', 'second'],
    ]);
  });

  it('gets the result that stands in the same turn', () => {
    const both = { ...calling('find_order', 'a'), toolResults: answering('find_order', 'a', 'Friday').toolResults };

    const results = resultsOf(both);

    expect(results).toEqual([['find_order', 'Friday']]);
  });

  it('keeps its first result, and does not get that of another request', () => {
    const results = resultsOf(
      calling('find_order', 'a'),
      calling('find_order', 'b'),
      answering('find_order', 'a', 'of a'),
      answering('find_order', 'a', 'of a, again'),
      answering('find_order', 'b', 'of b'),
    );

    expect(results).toEqual([
      ['find_order', 'of a'],
      ['find_order', 'of b'],
    ]);
  });

  it('stands for an update of the context, in one message (reference 3.4)', () => {
    const messages = messagesOf(
      calling('contextual_update', 'a', '{"text":"The caller opened the invoice"}'),
      answering('contextual_update', 'a', 'ok'),
    );

    expect(messages).toMatchObject([
      {
        text: null,
        toolCalls: [{ name: 'contextual_update', arguments: { text: 'The caller opened the invoice' }, result: 'ok' }],
      },
    ]);
  });

  it('without a result stays open, and a result without a call is left out', () => {
    const results = resultsOf(calling('find_order', 'a'), answering('weather', 'z', 'rain'));

    expect(results).toEqual([['find_order', null]]);
  });

  it.each([
    ['HTTP 500', 'HTTP 500'],
    ['', 'Timed out'],
    [undefined, 'Timed out'],
  ])('that failed with the result %j says %s', (result, said) => {
    const [answered] = answering('find_order', 'a', '').toolResults;
    const failure = turn({ toolResults: [{ ...answered!, result, failed: true, errorMessage: 'Timed out' }] });

    const [message] = messagesOf(calling('find_order', 'a'), failure);

    expect(message?.toolCalls).toMatchObject([{ result: said, failed: true }]);
  });

  it('may be answered with nothing', () => {
    const results = resultsOf(calling('find_order', 'a'), answering('find_order', 'a', ''));

    expect(results).toEqual([['find_order', '']]);
  });
});
