import { createHash } from 'node:crypto';
import { type RawConversation, Simulator } from '../index.js';
import { type Answer, getConvai, getConvaiJson } from '../test-clients.js';

const NOW = new Date('2026-03-15T12:00:00Z');

describe('the conversations', () => {
  let simulator: Simulator;
  const application = () => simulator.accounts[0]?.applications[0] ?? { id: '', agentId: '' };
  const truth = (): RawConversation[] => [...simulator.conversations(application().id)];
  const list = (query = ''): Promise<Answer> => getConvaiJson(simulator, `conversations?${query}`);

  beforeAll(async () => {
    simulator = await Simulator.start({
      seed: 3,
      clock: () => NOW,
      calls: { perApplication: 600, days: 20, largestBurst: 150 },
    });
  });
  afterAll(() => simulator.stop());

  it.each(['asc', 'desc'])('are listed once each when paged %s, though many start in one second', async (direction) => {
    const ids: string[] = [];
    let cursor = '';
    do {
      const page = await list(`page_size=40&sort_direction=${direction}${cursor && `&cursor=${cursor}`}`);
      ids.push(...(page.conversations as Answer[]).map((row) => row.conversation_id as string));
      cursor = (page.next_cursor as string | null) ?? '';
    } while (cursor);

    const expected = truth().map((conversation) => conversation.conversation_id);
    expect(ids).toEqual(direction === 'asc' ? expected : expected.reverse());
  });

  it('match the answered calls: they name the session, start a little later and are a little shorter', () => {
    const sessions = new Map(
      [...simulator.truth(application().id)].map((row) => [String(row.call_session_history_id), row]),
    );

    for (const conversation of truth()) {
      const sessionId = conversation.conversation_initiation_client_data?.dynamic_variables?.voximplant_session_id;
      const session = sessions.get(String(sessionId));
      if (!session) continue;
      const delay = conversation.metadata.start_time_unix_secs - Date.parse(`${session.start_date}Z`) / 1000;
      expect(simulator.conversationIdOf(application().id, String(sessionId))).toBe(conversation.conversation_id);
      expect(delay).toBeGreaterThanOrEqual(0);
      expect(delay).toBeLessThan(60);
      expect(conversation.metadata.call_duration_secs).toBeLessThanOrEqual(Number(session.duration ?? 0));
    }
    expect(truth().length).toBeGreaterThan(300);
  });

  it('can be found by start, by agent, by status and by the session they name', async () => {
    const wanted = truth().find(
      (row) => row.conversation_initiation_client_data?.dynamic_variables?.voximplant_session_id,
    );
    const { conversation_id, metadata } = wanted as RawConversation;
    const sessionId = wanted?.conversation_initiation_client_data?.dynamic_variables?.voximplant_session_id;
    const start = metadata.start_time_unix_secs;

    const byVariable = await list(
      `agent_id=${application().agentId}&dynamic_variable_params=voximplant_session_id:eq:${sessionId}`,
    );
    const byStart = await list(
      `call_start_after_unix=${start}&call_start_before_unix=${start}&exclude_statuses=failed`,
    );
    const otherAgent = await list('agent_id=agent_x');

    expect(byVariable).toMatchObject({ conversations: [{ conversation_id }], has_more: false, next_cursor: null });
    expect(byStart.conversations).toContainEqual(
      expect.objectContaining({ conversation_id, transcript_summary: null }),
    );
    expect(otherAgent).toMatchObject({ conversations: [], has_more: false });
  });

  it('come with every required member, and a transcript of several languages with tools and interruptions', async () => {
    const { conversation_id } = truth()[0] as RawConversation;
    const answer = await getConvaiJson(simulator, `conversations/${conversation_id}`);
    const turns = truth().flatMap(({ transcript }) => transcript);

    const flags = {
      has_user_audio: expect.any(Boolean),
      has_response_audio: expect.any(Boolean),
      has_auxiliary_audio: false,
    };
    expect(answer).toMatchObject({
      agent_id: application().agentId,
      conversation_id,
      has_audio: expect.any(Boolean),
      ...flags,
    });
    expect(turns.some(({ interrupted }) => interrupted)).toBe(true);
    expect(turns.some(({ tool_calls, message }) => tool_calls?.length && message === null)).toBe(true);
    expect(new Set(truth().map(({ metadata }) => metadata.main_language)).size).toBeGreaterThan(5);
  });

  it('are empty while they run', () => {
    const running = truth().filter(({ status }) => status === 'in-progress');

    expect(running.length).toBeGreaterThan(0);
    for (const { transcript, metadata, analysis, has_audio } of running) {
      expect([transcript, metadata.call_duration_secs, analysis, has_audio]).toEqual([[], 0, null, false]);
    }
  });

  it('send their recording in chunks, without a length', async () => {
    const { conversation_id } = truth().find(({ has_audio }) => has_audio) as RawConversation;
    const response = await getConvai(simulator, `conversations/${conversation_id}/audio`);
    const bytes = Buffer.from(await response.arrayBuffer());

    const sha = (content: Buffer): string => createHash('sha256').update(content).digest('hex');
    expect(response.headers.get('content-type')).toBe('audio/mpeg');
    expect(response.headers.has('content-length')).toBe(false);
    expect(sha(bytes)).toBe(sha(simulator.audioOf(conversation_id)?.toBuffer() ?? Buffer.alloc(0)));
  });

  it('stream a recording of 200 MB where one is put in', () => {
    const { conversation_id } = simulator.addConversation(application().id, {
      metadata: { call_duration_secs: 25_000 },
    });

    expect(simulator.audioOf(conversation_id)?.size).toBeGreaterThanOrEqual(200_000_000);
  });

  it('can be changed and taken away', async () => {
    const { conversation_id } = simulator.addConversation(application().id);

    simulator.updateConversation(conversation_id, { has_audio: false, status: 'processing' });
    const changed = await getConvaiJson(simulator, `conversations/${conversation_id}`);
    const audio = await getConvaiJson(simulator, `conversations/${conversation_id}/audio`);
    simulator.removeConversation(conversation_id);
    const removed = await getConvai(simulator, `conversations/${conversation_id}`);

    expect(changed).toMatchObject({ status: 'processing' });
    expect(audio).toMatchObject({ detail: { status: 'missing_conversation_audio' } });
    expect(removed.status).toBe(404);
  });

  it.each([
    [
      404,
      { detail: { status: 'conversation_history_not_found', code: 'conversation_not_found' } },
      'conversations/conv_x',
    ],
    [404, { detail: { status: 'document_not_found' } }, 'agents/agent_x'],
    [404, { detail: 'Not Found' }, 'nothing'],
    [422, { detail: [{ loc: ['query', 'page_size'] }] }, 'conversations?page_size=101'],
    [400, { detail: { code: 'invalid_cursor' } }, 'conversations?cursor=nonsense'],
  ])('answer %i with %j to %s', async (status, body, path) => {
    const response = await getConvai(simulator, path);

    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject(body);
  });

  it('tell a wrong key from one without permission, in the status that is set', async () => {
    const restricted = await getConvaiJson(
      simulator,
      'conversations',
      simulator.accounts[0]?.elevenLabs.restrictedApiKey,
    );
    const wrong401 = await getConvai(simulator, 'conversations', 'sk_wrong');
    simulator.wrongKeyStatus = 400;
    const wrong400 = await getConvai(simulator, 'conversations', 'sk_wrong');

    expect(restricted).toMatchObject({ detail: { status: 'missing_permissions' } });
    expect([wrong401.status, wrong400.status]).toEqual([401, 400]);
    expect(await wrong400.json()).toMatchObject({ detail: { code: 'invalid_api_key' } });
  });

  it('show the agent to the key of its workspace', async () => {
    const answer = await getConvaiJson(simulator, `agents/${application().agentId}`);

    expect(answer).toMatchObject({
      agent_id: application().agentId,
      platform_settings: { privacy: { record_voice: true } },
    });
  });
});
