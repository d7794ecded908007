import { buffer } from 'node:stream/consumers';
import { fixture, fixtureText } from '../testing/fixture.js';
import { type Act, answer, cut, json, scriptedServer } from '../testing/scripted-server.js';
import { patientHttp } from '../testing/patient-http.js';
import { ElevenLabsClient } from './elevenlabs.client.js';
import { ElevenLabsHosts } from './elevenlabs-region.js';

const credentials = { apiKey: 'sk_secret', region: 'EU' } as const;
const done = fixtureText('elevenlabs/fixtures/conversation-done.json');
const refused = (name: string, status: number) => json(fixture(`elevenlabs/fixtures/error-${name}.json`), status);
const page = (ids: string[], next?: string) =>
  json({
    conversations: ids.map((conversation_id) => ({ conversation_id })),
    next_cursor: next ?? null,
    has_more: next !== undefined,
  });

async function clientOf(...script: [Act, ...Act[]]) {
  const server = await scriptedServer(...script);
  const { http } = patientHttp();
  return { client: new ElevenLabsClient(http, server.url), requests: server.requests };
}

describe('a conversation by id', () => {
  it('is asked for with the key in a header, and comes with its raw answer', async () => {
    const { client, requests } = await clientOf(answer(200, done));

    const { conversation, rawJson } = await client.conversation(credentials, 'conv_1');

    expect(conversation).toMatchObject({ conversationId: 'conv_3401ka7p2q9ee5t8w6y1r4u0i7op', status: 'done' });
    expect(rawJson).toBe(done);
    expect(requests).toMatchObject([
      { method: 'GET', path: '/v1/convai/conversations/conv_1', headers: { 'xi-api-key': 'sk_secret' } },
    ]);
  });

  it('has no U+0000, neither in its turns nor in its raw answer (trap 15)', async () => {
    const body = String.raw`{"conversation_id":"c","agent_id":"a","status":"done","transcript":[{"role":"user","message":"a\u0000b"}]}`;
    const { client } = await clientOf(answer(200, body));

    const { conversation, rawJson } = await client.conversation(credentials, 'conv_1');

    expect(conversation.turns[0]?.text).toBe('ab');
    expect(rawJson).toBe(body.replace(String.raw`\u0000`, ''));
  });

  it('keeps no second copy of the transcript in its raw answer (trap 12)', async () => {
    const dynamic_variables = { kept: 'y', system__conversation_history: '[…]' };
    const body = {
      conversation_id: 'c',
      agent_id: 'a',
      status: 'done',
      conversation_initiation_client_data: { dynamic_variables },
    };
    const { client } = await clientOf(json(body));

    const { rawJson } = await client.conversation(credentials, 'conv_1');

    expect(JSON.parse(rawJson)).toEqual({
      ...body,
      conversation_initiation_client_data: { dynamic_variables: { kept: 'y' } },
    });
  });

  it.each(['', '../agents', 'a/b', 'a?b', 'x'.repeat(129), 'ключ'])('is not asked for by an id like %j', async (id) => {
    const { client, requests } = await clientOf(answer(200, done));

    await expect(client.conversation(credentials, id)).rejects.toMatchObject({ fault: 'not_found' });

    expect(requests).toEqual([]);
  });

  it.each([
    ['wrong-key', 401, 'unauthorized'],
    ['wrong-key', 400, 'unauthorized'],
    ['missing-permission', 401, 'forbidden'],
    ['conversation-unknown', 404, 'not_found'], // deleted, or of another workspace or region (trap 5)
  ])('that is refused with %s and status %i is asked for once (trap 4)', async (name, status, fault) => {
    const { client, requests } = await clientOf(refused(name, status));

    await expect(client.conversation(credentials, 'conv_1')).rejects.toMatchObject({ fault });

    expect(requests).toHaveLength(1);
  });

  it('is asked for again while there are too many requests', async () => {
    const { client } = await clientOf(
      refused('too-many-old', 429),
      refused('too-many-new', 429),
      answer(503, '<html>'),
      answer(200, done),
    );

    await expect(client.conversation(credentials, 'conv_1')).resolves.toBeDefined();
  });

  it('does not send its key after a redirect (trap 17)', async () => {
    const target = await scriptedServer(answer(200, done));
    const { client } = await clientOf(answer(307, '', { location: target.url }));

    await expect(client.conversation(credentials, 'conv_1')).rejects.toMatchObject({ fault: 'redirected' });

    expect(target.requests).toEqual([]);
  });

  it.each(['', '  ', 'sk_a\nx: y', 'ключ'])(
    'is not asked for with the key %j, which no header can carry',
    async (apiKey) => {
      const { client, requests } = await clientOf(answer(200, done));

      await expect(client.conversation({ ...credentials, apiKey }, 'conv_1')).rejects.toMatchObject({
        fault: 'unauthorized',
      });

      expect(requests).toEqual([]);
    },
  );
});

describe('an agent', () => {
  it('proves key, permission and agent in one request', async () => {
    const { client, requests } = await clientOf(json({ agent_id: 'agent_1', name: 'Support line' }));

    await expect(client.agent(credentials, 'agent_1')).resolves.toMatchObject({
      agentId: 'agent_1',
      name: 'Support line',
    });

    expect(requests[0]?.path).toBe('/v1/convai/agents/agent_1');
  });

  it('that is not in this workspace leaves the key in honour', async () => {
    const { client } = await clientOf(refused('agent-unknown', 404));

    await expect(client.agent(credentials, 'agent_x')).rejects.toThrow(/does not know the agent/);
  });
});

describe('the list of conversations', () => {
  const list = (client: ElevenLabsClient, filter = {}) => Array.fromAsync(client.conversations(credentials, filter));
  const idsOf = async (client: ElevenLabsClient) =>
    (await list(client)).flatMap(({ conversations }) => conversations.map(({ conversationId }) => conversationId));

  it('is asked for with its filters, times in seconds, lists as repeated keys (traps 6, 7 and 8)', async () => {
    const { client, requests } = await clientOf(page([]));

    await list(client, {
      agentId: 'agent_1',
      startedAfter: new Date(1_792_410_005_900),
      startedBefore: new Date(1_792_410_010_100),
      dynamicVariables: { voximplant_session_id: '5120034417' },
      excludeStatuses: ['initiated', 'in-progress'],
      sortDirection: 'asc',
    });

    const query = new URL(requests[0]?.path ?? '', 'http://localhost').searchParams;
    expect([...query]).toEqual([
      ['page_size', '100'],
      ['agent_id', 'agent_1'],
      ['sort_direction', 'asc'],
      ['call_start_after_unix', '1792410004'],
      ['call_start_before_unix', '1792410012'],
      ['exclude_statuses', 'initiated'],
      ['exclude_statuses', 'in-progress'],
      ['dynamic_variable_params', 'voximplant_session_id:eq:5120034417'],
    ]);
  });

  it('goes on by cursor, past an empty page that has more behind it (trap 23)', async () => {
    const { client, requests } = await clientOf(page(['a'], 'one'), page([], 'two'), page(['b']));

    await expect(idsOf(client)).resolves.toEqual(['a', 'b']);

    expect(requests.map(({ path }) => new URL(path, 'http://localhost').searchParams.get('cursor'))).toEqual([
      null,
      'one',
      'two',
    ]);
  });

  it('ends with an error when a cursor comes back (trap 23)', async () => {
    const { client, requests } = await clientOf(page(['a'], 'one'), page(['b'], 'two'), page(['c'], 'one'));

    await expect(idsOf(client)).rejects.toMatchObject({ fault: 'bad_payload', retryable: false });

    expect(requests).toHaveLength(3);
  });

  it('ends with an error when only empty pages come', async () => {
    let turn = 0;
    const { client } = await clientOf((response, request) => page([], `cursor${(turn += 1)}`)(response, request));

    await expect(idsOf(client)).rejects.toThrow(/never ends/);
  });

  it('tells that its cursor expired, so that the caller can start again (trap 7)', async () => {
    const { client } = await clientOf(
      page(['a'], 'one'),
      json({ detail: { type: 'validation_error', code: 'invalid_cursor' } }, 400),
    );

    await expect(idsOf(client)).rejects.toMatchObject({ fault: 'invalid_cursor', code: 'UPSTREAM_REJECTED' });
  });
});

describe('audio', () => {
  const chunked = (bytes: string, type = 'audio/mpeg') =>
    answer(200, bytes, { 'content-type': type, 'transfer-encoding': 'chunked' });

  it('comes in chunks, without a length (traps 16 and 23)', async () => {
    const { client, requests } = await clientOf(chunked('ID3…'));

    const file = await client.audio(credentials, 'conv_1');

    expect(file).toMatchObject({ contentType: 'audio/mpeg', contentLength: undefined });
    expect((await buffer(file.stream)).toString()).toBe('ID3…');
    expect(requests[0]?.path).toBe('/v1/convai/conversations/conv_1/audio');
  });

  it('that is cut never looks whole (trap 16)', async () => {
    const { client } = await clientOf(cut('ID3', { 'content-type': 'audio/mpeg' }));

    const { stream } = await client.audio(credentials, 'conv_1');

    await expect(buffer(stream)).rejects.toMatchObject({ fault: 'unavailable', retryable: true });
  });

  it('that is not there is a state, not an outage (trap 3)', async () => {
    const { client, requests } = await clientOf(refused('audio-missing', 404));

    await expect(client.audio(credentials, 'conv_1')).rejects.toMatchObject({ fault: 'no_audio', retryable: false });

    expect(requests).toHaveLength(1);
  });

  it('is not taken from a text that calls itself a success (trap 24)', async () => {
    const { client } = await clientOf(chunked('{"detail":"…"}', 'application/json'));

    await expect(client.audio(credentials, 'conv_1')).rejects.toMatchObject({ fault: 'bad_payload' });
  });
});

describe('the host of a region', () => {
  it('is its own, as a key of one is refused by the others', () => {
    const hosts = new ElevenLabsHosts();

    expect((['GLOBAL', 'US', 'EU', 'INDIA', 'SINGAPORE'] as const).map((region) => hosts.baseUrl(region))).toEqual([
      'https://api.elevenlabs.io',
      'https://api.us.elevenlabs.io',
      'https://api.eu.residency.elevenlabs.io',
      'https://api.in.residency.elevenlabs.io',
      'https://api.sg.residency.elevenlabs.io',
    ]);
  });

  it('is the one of the settings for all regions, where they name another', () => {
    expect(new ElevenLabsHosts('http://localhost:4000').baseUrl('EU')).toBe('http://localhost:4000');
  });

  it('is one of a closed list where a file may come from (trap 17)', () => {
    const { allowed } = new ElevenLabsHosts();

    expect(allowed.allows(new URL('https://api.eu.residency.elevenlabs.io/v1/x'))).toBe(true);
    expect(allowed.allows(new URL('https://api.xx.residency.elevenlabs.io/v1/x'))).toBe(false);
  });
});
