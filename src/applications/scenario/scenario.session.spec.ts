import { createHmac } from 'node:crypto';
import { generateScenario } from './scenario.generator.js';
import { type SessionOptions, SessionDouble } from './testing/voxengine-double.js';

const SECRETS = { VOXSYNC_ELEVENLABS_API_KEY: 'sk_planted', VOXSYNC_WEBHOOK_SECRET: 'wsec_planted' };
const CONVERSATION = 'conv_synthetic0000000000000001';
const ORDER = JSON.stringify({ to: '+12025550172', r: 'order 7' });
const APOLOGY = expect.stringMatching(/^say We are sorry/);

function session(options: SessionOptions = {}, change: { callerId?: null; elevenLabsUrl?: string } = {}) {
  const { code } = generateScenario({
    applicationId: 'app_01KAXN3Q8Z0000000000000000',
    voximplantApplicationId: '10500021',
    agentId: 'agent_synthetic',
    elevenLabsUrl: null,
    callerId: '+12025550110',
    webhookUrl: 'https://voxsync.example/api/webhook/voximplant',
    ...change,
  });
  return new SessionDouble(code, { secrets: SECRETS, ...options });
}

/** A session in which somebody has called, and was answered. */
async function answered(options: SessionOptions = {}) {
  const incoming = session(options);
  await incoming.starts();
  const call = await incoming.rings();
  await call.happens('Connected');
  return { session: incoming, call };
}

/** A session in which somebody is being called. */
async function dialling(options: SessionOptions = {}) {
  const outgoing = session({ order: ORDER, ...options });
  await outgoing.starts();
  const [dialled] = outgoing.dialled;
  if (dialled === undefined) throw new Error('Nobody was called');
  return { session: outgoing, call: dialled.call };
}

describe('an incoming call', () => {
  it('is answered, recorded, and talks with the agent until the caller hangs up', async () => {
    const { session, call } = await answered();
    await session.agent.begins(CONVERSATION);

    await call.happens('Disconnected', { internalCode: 16, duration: 96 });

    expect(call.done).toEqual(['answer', 'record {"stereo":true}']);
    expect(session.bridged).toEqual([[call, session.agent]]);
    expect(session.agent.parameters).toMatchObject({
      xiApiKey: 'sk_planted',
      agentId: 'agent_synthetic',
      includeConversationId: true,
      privacy: true,
    });
    expect(session.agent.initiation).toEqual({ dynamic_variables: { voximplant_session_id: '5120034417' } });
    expect(session.agent.done).toEqual(['initiate', 'close']);
    expect(session.customData).toBe(`{"v":1,"c":"${CONVERSATION}"}`);
    expect(session.events).toEqual(['call.started', 'conversation.started', 'call.finished']);
    expect(session.terminated).toBe(true);
  });

  it('is told to the webhook with everything that is known then', async () => {
    const { session, call } = await answered();
    await session.agent.begins(CONVERSATION);
    await call.happens('Disconnected');

    const known = {
      sessionId: '5120034417',
      direction: 'inbound',
      from: '12025550171',
      to: '12025550110',
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    };
    expect(session.messages).toEqual([
      { ...known, event: 'call.started', eventId: '5120034417:call.started' },
      {
        ...known,
        event: 'conversation.started',
        eventId: '5120034417:conversation.started',
        conversationId: CONVERSATION,
      },
      { ...known, event: 'call.finished', eventId: '5120034417:call.finished', conversationId: CONVERSATION },
    ]);
  });

  it('signs what it tells, also of a caller whose name is not in ASCII', async () => {
    const incoming = session();
    await incoming.starts();
    await incoming.rings({ callerid: 'Zoë 😀' });

    const [request] = incoming.requests;
    const [, seconds = '', signature] =
      /^t=(\d+),v1=([0-9a-f]{64})$/.exec(request?.headers['X-Voxsync-Signature'] ?? '') ?? [];
    const expected = createHmac('sha256', SECRETS.VOXSYNC_WEBHOOK_SECRET).update(`${seconds}.${request?.body}`);
    expect(signature).toBe(expected.digest('hex'));
    expect(Math.abs(Number(seconds) - Date.now() / 1000)).toBeLessThan(60);
    expect(request).toMatchObject({
      url: 'https://voxsync.example/api/webhook/voximplant',
      headers: { 'Content-Type': 'application/json', 'X-Voxsync-Application': 'app_01KAXN3Q8Z0000000000000000' },
    });
    expect(request?.body).toMatch(/^[\x20-\x7e]+$/);
    expect(incoming.messages[0]).toMatchObject({ from: 'Zoë 😀' });
  });

  it('ends cleanly where the caller gives up before it is answered', async () => {
    const incoming = session();
    await incoming.starts();
    const call = await incoming.rings();

    await call.happens('Disconnected', { internalCode: 487 });

    expect(incoming.agents).toEqual([]);
    expect(incoming.events).toEqual(['call.started', 'call.finished']);
    expect(incoming.terminated).toBe(true);
  });

  it('leaves no agent behind where the caller hangs up while it connects', async () => {
    const { session, call } = await answered({ agent: 'never answers' });
    await call.happens('Disconnected');

    await session.agentConnectsAtLast();

    expect(session.agent.done).toEqual(['close']);
    expect(session.bridged).toEqual([]);
    expect(session.events).toEqual(['call.started', 'call.finished']);
    expect(session.terminated).toBe(true);
  });

  it('ends cleanly where the caller hangs up in the greeting', async () => {
    const { session, call } = await answered();
    await session.agent.begins(CONVERSATION);
    await call.happens('Disconnected');
    await session.agent.leaves();

    await session.elapse(60_000);

    expect(session.agent.done).toEqual(['initiate', 'close']);
    expect(call.done).toEqual(['answer', 'record {"stereo":true}']);
    expect(session.messages.at(-1)).toMatchObject({ event: 'call.finished', conversationId: CONVERSATION });
    expect(session.events).toHaveLength(3);
  });

  it('ends once, however often it is said to have ended', async () => {
    const { session, call } = await answered();
    await call.happens('Disconnected');
    await call.happens('Disconnected');
    await call.happens('Failed', { code: 487 });
    await session.isEnded();

    expect(session.events).toEqual(['call.started', 'call.finished']);
    expect(session.agent.done).toEqual(['initiate', 'close']);
  });

  it('lets the caller speak into what the agent says', async () => {
    const { session } = await answered();
    await session.agent.begins(CONVERSATION);

    await session.agent.sends('Interruption', {});

    expect(session.agent.done).toEqual(['initiate', 'clear']);
  });

  it('answers the agent that asks for a tool which is not there', async () => {
    const { session } = await answered();

    await session.agent.sends('ClientToolCall', { client_tool_call: { tool_call_id: 'call_1' } });

    const result = { tool_call_id: 'call_1', result: 'There is no such tool', is_error: true };
    expect(session.agent.done).toEqual(['initiate', `tool ${JSON.stringify(result)}`]);
  });

  it('lets the agent finish its last words before it hangs up', async () => {
    const { session, call } = await answered();
    await session.agent.begins(CONVERSATION);
    await session.agent.leaves();
    const before = [...call.done];

    await session.elapse(2_000);

    expect(before).not.toContain('hangup');
    expect(call.done.at(-1)).toBe('hangup');
    expect(call.done).not.toContainEqual(APOLOGY);
    expect(session.events.at(-1)).toBe('call.finished');
    expect(session.terminated).toBe(true);
  });
});

describe('an agent that cannot be reached', () => {
  const noKey = { VOXSYNC_WEBHOOK_SECRET: 'wsec_planted' };

  it.each<[string, SessionOptions, (session: SessionDouble) => Promise<void>]>([
    ['refuses', { agent: 'refuses' }, () => Promise.resolve()],
    ['does not answer', { agent: 'never answers' }, (session) => session.elapse(15_000)],
    ['connects and says nothing', {}, (session) => session.elapse(15_000)],
    ['leaves before it has begun', {}, (session) => session.agent.leaves()],
    ['has no key', { secrets: noKey }, () => Promise.resolve()],
  ])('is apologised for, and the call ends: it %s', async (_, options, happen) => {
    const { session, call } = await answered(options);

    await happen(session);
    const saidBefore = call.done.at(-1);
    await call.happens('PlaybackFinished');

    expect(saidBefore).toEqual(APOLOGY);
    expect(call.done.at(-1)).toBe('hangup');
    expect(session.events).toEqual(['call.started', 'call.finished']);
    expect(session.messages.at(-1)).not.toHaveProperty('conversationId');
    expect(session.terminated).toBe(true);
  });

  it('is let go before the apology', async () => {
    const { session, call } = await answered();

    await session.elapse(15_000);

    expect(call.done.at(-1)).toEqual(APOLOGY);
    expect(session.agent.done).toEqual(['initiate', 'close']);
  });

  it('does not keep the line open where the apology is never said to the end', async () => {
    const { session, call } = await answered({ agent: 'refuses' });

    await session.elapse(15_000);

    expect(call.done.at(-1)).toBe('hangup');
    expect(session.terminated).toBe(true);
  });

  it('is let go where it comes in the middle of the apology', async () => {
    const { session } = await answered({ agent: 'never answers' });
    await session.elapse(15_000);

    await session.agentConnectsAtLast();

    expect(session.agent.done).toEqual(['close']);
    expect(session.bridged).toEqual([]);
  });
});

describe('an outgoing call', () => {
  it('dials the number of the order, from the number of the application', async () => {
    const { session, call } = await dialling();
    await call.happens('Connected');
    await session.agent.begins(CONVERSATION);
    await call.happens('Disconnected');

    expect(session.dialled).toMatchObject([{ to: '12025550172', from: '12025550110' }]);
    expect(call.done).toEqual(['record {"stereo":true}']);
    expect(session.bridged).toEqual([[call, session.agent]]);
    expect(session.customData).toBe(`{"v":1,"c":"${CONVERSATION}","r":"order 7"}`);
    expect(session.events).toEqual(['call.started', 'conversation.started', 'call.finished']);
    expect(session.messages[0]).toMatchObject({ direction: 'outbound', from: '12025550110', to: '12025550172' });
    expect(session.terminated).toBe(true);
  });

  it('shows the number that the order names', async () => {
    const { session } = await dialling({ order: JSON.stringify({ to: '12025550172', from: '+12025550199' }) });

    expect(session.dialled).toMatchObject([{ from: '12025550199' }]);
  });

  it.each([
    ['nobody answers', 408],
    ['the line is busy', 486],
    ['the number does not exist', 404],
  ])('ends without an agent where %s', async (_, code) => {
    const { session, call } = await dialling();

    await call.happens('Failed', { code, reason: '' });

    expect(session.agents).toEqual([]);
    expect(call.done).toEqual([]);
    expect(session.customData).toBe(ORDER);
    expect(session.events).toEqual(['call.started', 'call.finished']);
    expect(session.terminated).toBe(true);
  });

  it('apologises where the agent cannot be reached', async () => {
    const { session, call } = await dialling({ agent: 'refuses' });
    await call.happens('Connected');
    await call.happens('PlaybackFinished');

    expect(call.done).toEqual(['record {"stereo":true}', APOLOGY, 'hangup']);
    expect(session.terminated).toBe(true);
  });

  it('leaves no agent behind where the one who was called hangs up in the greeting', async () => {
    const { session, call } = await dialling();
    await call.happens('Connected');

    await call.happens('Disconnected');

    expect(session.agent.done).toEqual(['initiate', 'close']);
    expect(session.events).toEqual(['call.started', 'call.finished']);
  });

  it.each(['no JSON', '{}', 'null', '{"to":"all"}', '{"to":"1"}'])(
    'does not begin with the order %j',
    async (order) => {
      const outgoing = session({ order });
      await outgoing.starts();

      await outgoing.elapse(5_000);

      expect(outgoing.dialled).toEqual([]);
      expect(outgoing.events).toEqual(['call.finished']);
      expect(outgoing.terminated).toBe(true);
    },
  );

  it('does not begin without a number to call from', async () => {
    const outgoing = session({ order: ORDER }, { callerId: null });
    await outgoing.starts();

    await outgoing.elapse(5_000);

    expect(outgoing.dialled).toEqual([]);
    expect(outgoing.terminated).toBe(true);
  });

  it('is none where a call comes in, whatever the custom data hold', async () => {
    const incoming = session({ order: 'of the customer' });
    await incoming.starts();
    const call = await incoming.rings();
    await call.happens('Connected');

    await incoming.elapse(5_000);

    expect(call.done).toContain('answer');
    expect(incoming.terminated).toBe(false);
  });
});

describe('the custom data', () => {
  it.each([
    ['leave a reference out that does not fit beside the conversation', `order ${'7'.repeat(150)}`, 30],
    ['count bytes, not characters', 'ж'.repeat(60), 30],
  ])('%s', async (_, reference, length) => {
    const id = `conv_${'0'.repeat(length)}`;
    const { session, call } = await dialling({ order: JSON.stringify({ to: '12025550172', r: reference }) });
    await call.happens('Connected');

    await session.agent.begins(id);

    expect(session.customData).toBe(`{"v":1,"c":"${id}"}`);
  });

  it('stay as they are where not even the conversation fits', async () => {
    const { session } = await answered();

    await session.agent.begins('c'.repeat(200));

    expect(session.customData).toBe('');
    expect(session.events).toContain('conversation.started');
  });
});

describe('the webhook', () => {
  it.each([500, 503, 0, -7])('is told once more after %i', async (status) => {
    const { session, call } = await answered({ webhookStatuses: [200, status] });
    await call.happens('Disconnected');
    const before = session.terminated;

    await session.elapse(1_000);

    expect(before).toBe(false);
    expect(session.events).toEqual(['call.started', 'call.finished', 'call.finished']);
    expect(session.messages[1]).toEqual(session.messages[2]);
    expect(session.terminated).toBe(true);
  });

  it('is not told again what it has refused', async () => {
    const { session, call } = await answered({ webhookStatuses: [401, 401] });

    await call.happens('Disconnected');

    expect(session.events).toEqual(['call.started', 'call.finished']);
    expect(session.log).toContain('Voxsync: The webhook answered 401');
    expect(session.terminated).toBe(true);
  });

  it('holds no call up that it fails', async () => {
    const { session, call } = await answered({ webhookStatuses: Array<number>(10).fill(500) });
    await session.agent.begins(CONVERSATION);

    await call.happens('Disconnected');
    await session.elapse(10_000);

    expect(session.bridged).toHaveLength(1);
    expect(session.events).toHaveLength(6);
    expect(session.terminated).toBe(true);
  });

  it('is told at the last moment where the platform ends the session by itself', async () => {
    const { session } = await answered();

    await session.isEnded();

    expect(session.events).toEqual(['call.started', 'call.finished']);
  });

  it('is told nothing that nobody could check, and the call goes on', async () => {
    const { session, call } = await answered({ secrets: { VOXSYNC_ELEVENLABS_API_KEY: 'sk_planted' } });
    await call.happens('Disconnected');

    expect(session.requests).toEqual([]);
    expect(session.log).toContain('Voxsync: The secret VOXSYNC_WEBHOOK_SECRET is not set');
    expect(session.bridged).toHaveLength(1);
    expect(session.terminated).toBe(true);
  });

  it('learns no secret from what is logged', async () => {
    const { session, call } = await answered({ agent: 'refuses', webhookStatuses: [500, 500, 500, 500] });
    await call.happens('PlaybackFinished');
    await session.elapse(20_000);

    const everything = JSON.stringify([session.log, session.messages]);

    for (const secret of Object.values(SECRETS)) expect(everything).not.toContain(secret);
  });
});

it('an agent of another region is looked for there', async () => {
  const incoming = session({}, { elevenLabsUrl: 'https://api.eu.residency.elevenlabs.io' });
  await incoming.starts();

  await (await incoming.rings()).happens('Connected');

  expect(incoming.agent.parameters.baseUrl).toBe('https://api.eu.residency.elevenlabs.io');
});
