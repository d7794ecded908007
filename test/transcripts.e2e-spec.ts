import { randomBytes } from 'node:crypto';
import type { RawConversation, RawTurn } from '../simulator/index.js';
import { ArtifactState } from '../src/calls/index.js';
import { newId, toGlobalId } from '../src/common/id.js';
import { TestApi } from './test-api.js';
import {
  CALL,
  conversationOf,
  keyOf,
  type MessageData,
  TranscribedCalls,
  type TranscriptData,
} from './transcribed-calls.js';

const LIST = `query ($first: Int!) { calls(first: $first) { nodes {
  transcript { summary messages { text toolCalls { name } } } } } }`;
const LIST_WITHOUT_MESSAGES = `query ($first: Int!) { calls(first: $first) { nodes { transcript { summary } } } }`;
const LIST_BARE = `query ($first: Int!) { calls(first: $first) { nodes { id hasTranscript } } }`;

/** What no 16-bit length holds, in characters of two bytes. */
const LONG = 'длинно '.repeat(15_000).trim();

describe('transcripts', () => {
  let api: TestApi;
  let calls: TranscribedCalls;
  let simulated: RawConversation[];

  beforeAll(async () => {
    api = await TestApi.start({ simulator: { applications: 1, calls: { perApplication: 40, running: 0 } } });
    const [application] = api.simulator.accounts[0]!.applications;
    simulated = [...api.simulator.conversations(application!.id)].filter(({ status }) => status === 'done');
  });

  /** Each test has a workspace of its own, with the same calls. */
  beforeEach(async () => {
    calls = await TranscribedCalls.create(api);
  });

  afterAll(() => api.stop());

  /** What is shown of these turns. */
  async function shown(...turns: Partial<RawTurn>[]): Promise<MessageData[]> {
    return (await calls.transcriptOf(await calls.addSaid(turns))).messages;
  }

  describe('of a call', () => {
    it('tell what was said, as ElevenLabs told it', async () => {
      const some = simulated.slice(0, 12);
      const ids = some.map(() => calls.next());

      for (const [index, conversation] of some.entries()) await calls.store(ids[index]!, conversation);

      const found = await Promise.all(ids.map((id) => calls.transcriptOf(id)));
      expect(found).toEqual(some.map(expectedTranscript));
      expect(new Set(some.map(({ metadata }) => metadata.main_language)).size).toBeGreaterThan(3);
      expect(found.some(({ messages }) => messages.some(({ toolCalls }) => toolCalls.length > 0))).toBe(true);
    });

    it('make it AVAILABLE, and forget why there was none', async () => {
      const id = calls.next();
      const before = await calls.find(id);

      await calls.store(id, conversationOf([{ message: 'Hello' }]));

      const after = await calls.find(id);
      expect(before).toMatchObject({ hasTranscript: false, transcript: null });
      expect(after).toMatchObject({ hasTranscript: true, transcriptState: 'AVAILABLE', transcriptReason: null });
      expect(after.updatedAt > before.updatedAt).toBe(true);
    });

    it.each([
      ['emoji', 'Da ist es! 👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 1️⃣'],
      ['from right to left', 'مرحبًا \u202bשלום, 42 דקות\u202c'],
      ['of many scripts', 'नमस्ते こんにちは 안녕하세요 𠮷野家 Ωραία ไทย'],
      ['with combining marks, composed and not', 'é e\u0301 Z̸a̵l̶g̷o'],
      ['with quotes, backslashes and SQL', `'; drop table calls; -- \\' " \\\\ %_ \n\t\r`],
      ['with spaces around it', '  well…  '],
      ['longer than 64 KB', LONG],
    ])('keep text %s as it is', async (_, text) => {
      const [message] = await shown({ role: 'user', message: text });

      expect(message?.text).toBe(text);
    });

    it('are the same on every database where a text has what one of them refuses', async () => {
      const params = JSON.stringify({ 'a\u0000': ['b\u0000', '\ud83d'] });
      const call = { request_id: 'r', tool_name: 'to\u0000ol', params_as_json: params, tool_has_been_called: true };

      const id = await calls.addSaid(
        [{ message: 'a\u0000b \ud83d c' }, { message: '\u0000' }, { message: null, tool_calls: [call] }],
        { analysis: { data_collection_results: { key: { value: { deep: ['x\u0000', '\udc00'] } } } } },
      );

      const { messages, data } = await calls.transcriptOf(id);
      expect(messages).toMatchObject([
        { text: 'ab \ufffd c' },
        { text: null, toolCalls: [{ name: 'tool', arguments: { a: ['b', '\ufffd'] } }] },
      ]);
      expect(data).toEqual({ key: { deep: ['x', '\ufffd'] } });
    });

    it('keep summaries, judgements, collected data and tools longer than 64 KB', async () => {
      const call = { request_id: 'r', tool_name: 't', params_as_json: JSON.stringify({ LONG }) };
      const result = { request_id: 'r', tool_name: 't', result_value: LONG, is_error: false };

      const id = await calls.addSaid(
        [
          { message: null, tool_calls: [{ ...call, tool_has_been_called: true }] },
          { message: null, tool_results: [{ ...result, tool_has_been_called: true }] },
        ],
        {
          analysis: {
            transcript_summary: LONG,
            evaluation_criteria_results: { polite: { result: 'success', rationale: LONG } },
            data_collection_results: { wish: { value: LONG } },
          },
        },
      );

      expect(await calls.transcriptOf(id)).toMatchObject({
        summary: LONG,
        evaluations: [{ criterion: 'polite', outcome: 'SUCCESS', rationale: LONG }],
        data: { wish: LONG },
        messages: [{ toolCalls: [{ arguments: { LONG }, result: LONG }] }],
      });
    });

    it('keep three thousand messages in their order, though they share seconds', async () => {
      const turns = Array.from({ length: 3000 }, (_, index): Partial<RawTurn> => ({
        role: index % 2 === 0 ? 'agent' : 'user',
        message: `${index} 🙂`,
        time_in_call_secs: Math.floor(index / 7),
      }));

      const messages = await shown(...turns);

      expect(messages.map(({ text, offsetSeconds }) => [text, offsetSeconds])).toEqual(
        turns.map(({ message, time_in_call_secs }) => [message, time_in_call_secs]),
      );
      expect(messages.map(({ position }) => position)).toEqual(turns.map((_, index) => index));
    });

    it('take more text than a server takes in one packet', async () => {
      const turns = Array.from({ length: 150 }, () => ({ message: LONG }));

      const messages = await shown(...turns);

      expect(messages).toHaveLength(150);
      expect(messages.every(({ text }) => text === LONG)).toBe(true);
    });

    it('are kept without their raw answer where that is too large for a statement, and are not made again', async () => {
      const turns = Array.from({ length: 60 }, () => ({ message: randomBytes(225_000).toString('base64') }));
      const id = await calls.addSaid(turns);
      const before = await calls.find(id);

      const replayed = await calls.service.replay(keyOf(id));

      const after = await calls.find(id);
      expect(before.transcript?.messages.map(({ text }) => text)).toEqual(turns.map(({ message }) => message));
      expect(replayed).toBe(false);
      expect(after).toEqual({ ...before, updatedAt: after.updatedAt });
      expect(api.log.some((line) => line.includes('too large to be kept'))).toBe(true);
    });

    it('show nothing of where tools are and how they are called', async () => {
      const withTools = simulated.find((one) => JSON.stringify(one).includes('planted-tool-secret'));
      const id = calls.next();
      await calls.store(id, withTools!);

      const shownText = JSON.stringify(await calls.find(id));

      expect(shownText).toContain('find_order');
      expect(shownText).not.toMatch(/planted-tool-secret|shop\.example|tool_details/);
    });
  });

  describe('that are stored again', () => {
    it('take the place of the earlier ones as a whole', async () => {
      const id = await calls.addSaid([{ message: 'one' }, { message: 'two' }, { message: 'three' }]);

      await calls.store(id, conversationOf([{ role: 'user', message: 'another' }]));

      expect((await calls.transcriptOf(id)).messages).toMatchObject([{ position: 0, role: 'USER', text: 'another' }]);
      expect(await calls.countRows(id)).toBe(2);
    });

    it('leave everything as it was where the transaction around them fails', async () => {
      const id = await calls.addSaid([{ message: 'one' }, { message: 'two' }]);
      const before = await calls.find(id);

      const storing = calls.store(id, conversationOf([{ message: 'never' }]), () =>
        Promise.reject(new Error('The process ends here')),
      );

      await expect(storing).rejects.toThrow('The process ends here');
      expect(await calls.find(id)).toEqual(before);
    });

    it('by two at the same time are those of one of them', async () => {
      const id = calls.next();
      const said = ['one', 'two', 'three'].map((word) => [word, word, word].map((message) => ({ message })));

      await Promise.all(said.map((turns) => calls.store(id, conversationOf(turns))));

      const words = (await calls.transcriptOf(id)).messages.map(({ text }) => text);
      expect([words.length, new Set(words).size]).toEqual([3, 1]);
    });

    it('are not, where the call was erased or removed meanwhile', async () => {
      const erased = calls.next();
      await calls.setState(erased, ArtifactState.ERASED);
      const removed = toGlobalId('Call', newId());

      const stored = [
        await calls.store(erased, conversationOf([{ message: 'Hello' }])),
        await calls.store(removed, conversationOf([{ message: 'Hello' }])),
      ];

      expect(stored).toEqual([false, false]);
      expect(await calls.find(erased)).toMatchObject({ transcriptState: 'ERASED', transcript: null });
      expect([await calls.countRows(erased), await calls.countRows(removed)]).toEqual([0, 0]);
    });
  });

  describe('made again from the raw answer', () => {
    it('are the same, and nobody is asked', async () => {
      const id = calls.next();
      await calls.store(id, simulated[0]!);
      const before = await calls.find(id);
      await calls.spoil(id);
      api.simulator.requests.clear();

      const replayed = await calls.service.replay(keyOf(id));

      const after = await calls.find(id);
      expect(replayed).toBe(true);
      expect(after.transcript).toEqual(before.transcript);
      expect(after.updatedAt > before.updatedAt).toBe(true); // whoever keeps a copy has to see it
      expect(api.simulator.requests.of('getConversation')).toEqual([]);
    });

    it('are announced', async () => {
      const id = await calls.addSaid([{ message: 'Hello' }]);
      const updates = calls.admin.subscribe<{ callUpdated: { id: string } }>('subscription { callUpdated { id } }');
      const first = updates.next();
      await new Promise((resolve) => setTimeout(resolve, 300)); // until the subscription stands

      await calls.service.replay(keyOf(id));

      expect((await first).value).toEqual({ callUpdated: { id } });
      await updates.return();
    });

    it('are none where there is none', async () => {
      const replayed = [await calls.service.replay(keyOf(calls.next())), await calls.service.replay(newId())];

      expect(replayed).toEqual([false, false]);
    });

    it.each([ArtifactState.EXPECTED, ArtifactState.EXPIRED, ArtifactState.ERASED])(
      'do not come back where the call is %s',
      async (state) => {
        const id = await calls.addSaid([{ message: 'Of another conversation' }]);
        await calls.setState(id, state);

        const replayed = await calls.service.replay(keyOf(id));

        expect(replayed).toBe(false);
        expect(await calls.find(id)).toMatchObject({ transcriptState: state.toUpperCase(), transcript: null });
      },
    );
  });

  describe('that are removed', () => {
    it.each([ArtifactState.EXPIRED, ArtifactState.ERASED] as const)(
      'leave nothing behind but that they are %s',
      async (state) => {
        const removed = [await calls.addSaid([{ message: 'one' }]), await calls.addSaid([{ message: 'two' }])];
        const kept = await calls.addSaid([{ message: 'three' }]);

        await calls.service.remove(removed.map(keyOf), state);

        for (const id of removed) {
          expect(await calls.find(id)).toMatchObject({ transcriptState: state.toUpperCase(), transcript: null });
          expect(await calls.countRows(id)).toBe(0);
        }
        expect((await calls.transcriptOf(kept)).messages).toMatchObject([{ text: 'three' }]);
      },
    );

    it('stay ERASED once they are', async () => {
      const id = await calls.addSaid([{ message: 'one' }]);
      await calls.service.remove([keyOf(id)], ArtifactState.ERASED);

      await calls.service.remove([keyOf(id)], ArtifactState.EXPIRED);

      expect(await calls.find(id)).toMatchObject({ transcriptState: 'ERASED' });
    });

    it('may be none, or more than one batch', async () => {
      const id = await calls.addSaid([{ message: 'the last one' }]);

      await calls.service.remove([], ArtifactState.EXPIRED);
      await calls.service.remove([...Array.from({ length: 450 }, newId), keyOf(id)], ArtifactState.EXPIRED);

      expect(await calls.countRows(id)).toBe(0);
    });

    it('go with their application', async () => {
      const id = await calls.addSaid([{ message: 'Hello' }]);
      const { applications } = await calls.admin.graphql<{ applications: { id: string }[] }>('{ applications { id } }');

      await calls.admin.graphql('mutation ($id: ID!) { removeApplication(id: $id) { id } }', applications[0]);

      expect(await calls.countRows(id)).toBe(0);
    });
  });

  describe('in a list', () => {
    const count = (query: string, first: number) => api.countStatements(() => calls.admin.graphql(query, { first }));

    it('cost two statements more, however many there are', async () => {
      const bare = await count(LIST_BARE, 10);
      await calls.addSaid([{ message: 'Hello' }]);
      const ofOne = await count(LIST, 10);
      for (let added = 0; added < 8; added++) await calls.addSaid([{ message: 'Hello' }, { message: 'Bye' }]);

      expect([ofOne, await count(LIST, 10)]).toEqual([bare + 2, bare + 2]);
    });

    it('cost one where nobody asks for the messages', async () => {
      const bare = await count(LIST_BARE, 10);
      for (let added = 0; added < 4; added++) await calls.addSaid([{ message: 'Hello' }]);

      expect(await count(LIST_WITHOUT_MESSAGES, 10)).toBe(bare + 1);
    });

    it('cost none where no call has one', async () => {
      expect(await count(LIST, 10)).toBe(await count(LIST_BARE, 10));
    });

    it('belong each to its own call', async () => {
      const said = new Map<string, string>();
      for (const word of ['one', 'two', 'three']) said.set(await calls.addSaid([{ message: word }]), word);

      const { calls: page } = await calls.admin.graphql<{ calls: { nodes: ListedCall[] } }>(
        '{ calls(first: 40) { nodes { id transcript { messages { text } } } } }',
      );

      const listed = page.nodes.filter(({ transcript }) => transcript !== null);
      expect(new Map(listed.map(({ id, transcript }) => [id, transcript?.messages[0]?.text]))).toEqual(said);
    });
  });

  describe('of another workspace', () => {
    it('do not exist for a stranger', async () => {
      const id = await calls.addSaid([{ message: 'Hello' }]);
      const stranger = await api.signUp();
      const node = 'query ($id: ID!) { node(id: $id) { ... on Call { transcript { summary } } } }';

      expect(await stranger.codeOf(CALL, { id })).toBe('NOT_FOUND');
      expect(await stranger.codeOf(node, { id })).toBe('NOT_FOUND');
      expect(await calls.service.inOrder(newId(), [keyOf(id)])).toEqual([null]);
    });

    it('may be of the same conversation, and are kept apart', async () => {
      const others = await TranscribedCalls.create(api);
      const [mine, theirs] = [calls.next(), others.next()];
      await calls.store(mine, simulated[0]!);
      await others.store(theirs, simulated[0]!);

      await calls.service.remove([keyOf(mine)], ArtifactState.ERASED);

      expect(await others.transcriptOf(theirs)).toEqual(expectedTranscript(simulated[0]!));
    });
  });
});

interface ListedCall {
  id: string;
  transcript: { messages: { text: string }[] } | null;
}

/** What GraphQL has to show of a conversation: the reference once more, with none of the code that is tested. */
function expectedTranscript({ conversation_id, metadata, analysis, transcript }: RawConversation): TranscriptData {
  return {
    conversationId: conversation_id,
    language: metadata.main_language ?? null,
    summary: analysis?.transcript_summary.trim() ?? null,
    outcome: analysis?.call_successful.toUpperCase() ?? 'UNKNOWN',
    terminationReason: metadata.termination_reason ?? null,
    durationSeconds: metadata.call_duration_secs,
    credits: metadata.cost ?? null,
    fetchedAt: expect.stringMatching(/^20\d\d-\d\d-\d\dT[\d:.]+Z$/) as string,
    data: Object.fromEntries(
      Object.entries(analysis?.data_collection_results ?? {}).map(([key, { value }]) => [key, value]),
    ),
    evaluations: Object.entries(analysis?.evaluation_criteria_results ?? {}).map(([criterion, judged]) => ({
      criterion,
      outcome: judged.result.toUpperCase(),
      rationale: judged.rationale,
    })),
    messages: expectedMessages(transcript),
  };
}

function expectedMessages(turns: readonly RawTurn[]): MessageData[] {
  const results = new Map(
    turns.flatMap(({ tool_results }) => tool_results ?? []).map((result) => [result.request_id, result]),
  );
  return turns
    .filter(({ message, tool_calls }) => message || (tool_calls ?? []).length > 0)
    .map((turn, position) => ({
      position,
      role: turn.role.toUpperCase(),
      text: turn.message ?? null,
      offsetSeconds: turn.time_in_call_secs,
      interrupted: turn.interrupted ?? false,
      toolCalls: (turn.tool_calls ?? []).map(({ request_id, tool_name, params_as_json }) => ({
        name: tool_name,
        arguments: JSON.parse(params_as_json) as object,
        result: results.get(request_id)?.result_value ?? null,
        failed: results.get(request_id)?.is_error ?? false,
      })),
    }));
}
