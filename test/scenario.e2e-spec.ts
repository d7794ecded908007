import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { MikroORM } from '@mikro-orm/sql';
import {
  effects,
  type Account as SimulatedAccount,
  type Application as Simulated,
  type Effect,
} from '../simulator/index.js';
import { SessionDouble } from '../src/applications/scenario/testing/voxengine-double.js';
import { parseGlobalId } from '../src/common/id.js';
import type { ApiAnswer, ApiClient } from './api-client.js';
import { type SignedUp, TestApi } from './test-api.js';

const SCENARIO = `scenario { code secretNames sha256 fileName voximplantWebhookUrl elevenLabsWebhookUrl
  deployment { deployedAt sha256 outdated scenarioId ruleId } }`;
const FIND = `query ($id: ID!) { application(id: $id) { ${SCENARIO} } }`;
const DEPLOY = `mutation ($input: DeployScenarioInput!) { deployScenario(input: $input) { application { id ${SCENARIO} } } }`;
const UPDATE = `mutation ($input: UpdateApplicationInput!) { updateApplication(input: $input) { application { ${SCENARIO} } } }`;
const ROTATE = `mutation ($id: ID!) { rotateWebhookSecret(applicationId: $id) { webhookSecret application { ${SCENARIO} } } }`;
const CREATE = `mutation ($input: CreateApplicationInput!) { createApplication(input: $input) { webhookSecret application { id } } }`;
const REMOVE = 'mutation ($id: ID!) { removeApplication(id: $id) { id } }';
const ADD_ACCOUNT = 'mutation ($input: AddAccountInput!) { addAccount(input: $input) { account { id } } }';

const CALLS = '{ calls { nodes { callId direction fromNumber conversationId conversationSource } } }';

const PUBLIC_URL = 'https://voxsync.example/app';
const SESSION_ID = 5_120_034_417;
const CONVERSATION = 'conv_synthetic0000000000000001';
const NUMBER = '+12025550110';
/** What was asked for is done, and the answer says that it is not. */
const REFUSED_AFTER_ALL = effects.altered(() => ({ error: { code: 104, msg: 'Forbidden' } }));
const CHANGED = '// changed in the panel';

interface DeploymentData {
  deployedAt: string;
  sha256: string;
  outdated: boolean;
  scenarioId: string;
  ruleId: string | null;
}
interface ScenarioData {
  code: string;
  secretNames: string[];
  sha256: string;
  fileName: string;
  voximplantWebhookUrl: string;
  elevenLabsWebhookUrl: string;
  deployment: DeploymentData | null;
}
interface ApplicationData {
  id: string;
  scenario: ScenarioData;
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

describe('the scenario of an application', () => {
  let api: TestApi;
  let admin: SignedUp;
  let operator: SignedUp;
  let account: SimulatedAccount;
  let simulated: Simulated;
  let id: string;
  let webhookSecret: string;

  beforeAll(async () => {
    api = await TestApi.start({
      env: { PUBLIC_URL },
      simulator: { accounts: 0 },
    });
  });

  /** Each test has a workspace and an account of its own, with one application. */
  beforeEach(async () => {
    account = api.simulator.addAccount({ applications: 2, calls: { perApplication: 0 } });
    [simulated] = account.applications as [Simulated];
    admin = await api.signUp();
    operator = await api.addUser(admin, 'OPERATOR');
    ({ id, webhookSecret } = await addApplication(operator));
  });

  afterEach(() => api.simulator.faults.clear());

  afterAll(() => api.stop());

  async function addApplication(client: ApiClient, change: object = {}) {
    const { accountId, apiKey } = account;
    const { addAccount } = await client.graphql<{ addAccount: { account: { id: string } } }>(ADD_ACCOUNT, {
      input: { name: 'Acme', credentials: { accountId, apiKey } },
    });
    const { createApplication } = await client.graphql<{
      createApplication: { webhookSecret: string; application: { id: string } };
    }>(CREATE, {
      input: {
        accountId: addAccount.account.id,
        name: 'Support',
        voximplantApplicationId: simulated.id,
        elevenLabsApiKey: account.elevenLabs.apiKey,
        elevenLabsAgentId: simulated.agentId,
        ...change,
      },
    });
    return { id: createApplication.application.id, webhookSecret: createApplication.webhookSecret };
  }

  const find = async (): Promise<ScenarioData> =>
    (await operator.graphql<{ application: ApplicationData }>(FIND, { id })).application.scenario;
  const deploy = async (input: object = {}): Promise<ScenarioData> =>
    (
      await operator.graphql<{ deployScenario: { application: ApplicationData } }>(DEPLOY, {
        input: { applicationId: id, ...input },
      })
    ).deployScenario.application.scenario;
  const failToDeploy = async (input: object = {}) => {
    const answer: ApiAnswer<unknown> = await operator.request(DEPLOY, { input: { applicationId: id, ...input } });
    return answer.errors[0]?.extensions;
  };
  const update = async (input: object): Promise<void> => {
    await operator.graphql(UPDATE, { input: { id, ...input } });
  };
  const fail = (method: string, effect: Effect = effects.voximplantError(104)) =>
    api.simulator.faults.add(effect, { method, times: 1 });
  /** The calls, once there is one with a conversation. */
  async function linkedCalls(): Promise<object[]> {
    for (;;) {
      const { calls } = await admin.graphql<{ calls: { nodes: { conversationId: string | null }[] } }>(CALLS);
      if (calls.nodes.some(({ conversationId }) => conversationId !== null)) return calls.nodes;
      await sleep(50);
    }
  }
  const askedFor = (method: string) => api.simulator.requests.count(method);

  it('is readable code without a secret, with the addresses that it and ElevenLabs post to', async () => {
    const scenario = await find();

    expect(scenario).toMatchObject({
      secretNames: ['VOXSYNC_ELEVENLABS_API_KEY', 'VOXSYNC_WEBHOOK_SECRET'],
      sha256: sha256Of(scenario.code),
      fileName: `voxsync-${simulated.id}.voxengine.js`,
      voximplantWebhookUrl: 'https://voxsync.example/app/api/webhook/voximplant',
      elevenLabsWebhookUrl: `https://voxsync.example/app/api/webhook/elevenlabs/${id}`,
      deployment: null,
    });
    for (const value of [id, simulated.agentId, scenario.voximplantWebhookUrl]) {
      expect(scenario.code).toContain(JSON.stringify(value));
    }
    for (const secret of [webhookSecret, account.elevenLabs.apiKey, account.apiKey]) {
      expect(scenario.code).not.toContain(secret);
    }
  });

  it('is the same until a setting of its own changes', async () => {
    const before = await find();
    await update({ name: 'Another name' });
    const renamed = await find();
    await update({ phoneNumber: NUMBER });
    const numbered = await find();

    expect(renamed).toEqual(before);
    expect(numbered.sha256).not.toBe(before.sha256);
    expect(numbered.code).toContain(JSON.stringify(NUMBER));
  });

  describe('deployScenario', () => {
    it('brings code, secrets and a rule to Voximplant', async () => {
      const scenario = await deploy();

      const { scenarios, rules, secrets } = simulated.platform;
      expect(scenarios).toEqual([{ id: expect.any(Number), name: 'voxsync-agent', script: scenario.code }]);
      expect(rules).toEqual([
        { id: expect.any(Number), name: 'voxsync-agent', pattern: '.*', scenarioIds: [scenarios[0]?.id] },
      ]);
      expect(secrets.map(({ name, value }) => [name, value])).toEqual([
        ['VOXSYNC_ELEVENLABS_API_KEY', account.elevenLabs.apiKey],
        ['VOXSYNC_WEBHOOK_SECRET', webhookSecret],
      ]);
      expect(scenario.deployment).toEqual({
        deployedAt: expect.any(String),
        sha256: scenario.sha256,
        outdated: false,
        scenarioId: String(scenarios[0]?.id),
        ruleId: String(rules[0]?.id),
      });
      expect(await find()).toEqual(scenario);
    });

    it('has calls told of that this server takes up', async () => {
      await deploy();
      const { scenarios, secrets } = simulated.platform;
      const statuses: number[] = [];
      const session = new SessionDouble(scenarios[0]?.script ?? '', {
        secrets: Object.fromEntries(secrets.map(({ name, value }) => [name, value])),
        webhook: async ({ url, headers, body }) => {
          const path = url.replace(PUBLIC_URL, '');
          const { status } = await fetch(`${api.url}${path}`, { method: 'POST', headers, body });
          statuses.push(status);
          return status;
        },
      });

      await session.starts(SESSION_ID);
      const call = await session.rings({ callerid: '12025550171', destination: '12025550110' });
      await call.happens('Connected');
      await session.agent.begins(CONVERSATION);
      await call.happens('Disconnected');
      while (!session.terminated) await sleep(20);

      expect(session.events).toEqual(['call.started', 'conversation.started', 'call.finished']);
      expect(statuses).toEqual([200, 200, 200]);
      const told = { callId: String(SESSION_ID), direction: 'INBOUND', fromNumber: '+12025550171' };
      const linked = { conversationId: CONVERSATION, conversationSource: 'WEBHOOK' };
      await expect(linkedCalls()).resolves.toMatchObject([{ ...told, ...linked }]);
    });

    it('binds the phone number, and matches it alone', async () => {
      await update({ phoneNumber: NUMBER });

      const { deployment } = await deploy();

      const rented = account.phoneNumbers.find(({ number }) => `+${number}` === NUMBER);
      expect(rented).toMatchObject({ applicationId: simulated.id, ruleId: Number(deployment?.ruleId) });
      expect(simulated.platform.rules).toMatchObject([{ pattern: '^\\+?12025550110$' }]);
    });

    it('matches the numbers that it is told to', async () => {
      await deploy({ rulePattern: '1202.*' });
      const first = simulated.platform.rules[0]?.pattern;

      await deploy({ rulePattern: '1415.*' });

      expect(first).toBe('1202.*');
      expect(simulated.platform.rules).toMatchObject([{ pattern: '1415.*' }]);
    });

    it('changes nothing the second time', async () => {
      await update({ phoneNumber: NUMBER });
      const first = await deploy();
      const before = structuredClone([simulated.platform.scenarios, simulated.platform.rules, account.phoneNumbers]);
      const writes = ['AddScenario', 'SetScenarioInfo', 'AddRule', 'SetRuleInfo', 'BindScenario'] as const;
      const counted = writes.map(askedFor);

      const second = await deploy();

      expect(second.deployment).toEqual({ ...first.deployment, deployedAt: expect.any(String) });
      expect([simulated.platform.scenarios, simulated.platform.rules, account.phoneNumbers]).toEqual(before);
      expect(simulated.platform.secrets).toHaveLength(2);
      expect(writes.map(askedFor)).toEqual(counted);
    });

    it('brings what was changed here since', async () => {
      const first = await deploy();
      await update({ phoneNumber: NUMBER });
      const outdated = (await find()).deployment;

      const second = await deploy();

      expect(outdated).toMatchObject({ outdated: true, sha256: first.sha256 });
      expect(second.deployment).toMatchObject({ outdated: false, sha256: second.sha256 });
      expect(second.sha256).not.toBe(first.sha256);
      expect(simulated.platform.scenarios).toMatchObject([{ script: second.code }]);
    });

    it('brings a new webhook secret, and is due from the rotation on', async () => {
      const first = await deploy();
      const { rotateWebhookSecret: rotated } = await operator.graphql<{
        rotateWebhookSecret: { webhookSecret: string; application: ApplicationData };
      }>(ROTATE, { id });

      const second = await deploy();

      expect(rotated.application.scenario.deployment).toMatchObject({ outdated: true });
      expect(second).toMatchObject({ sha256: first.sha256, deployment: { outdated: false } });
      expect(simulated.platform.secrets[1]?.value).toBe(rotated.webhookSecret);
    });

    it('is due where another version of the generator makes other code', async () => {
      await deploy();
      await api.app
        .get(MikroORM)
        .em.getConnection()
        .execute('update scenario_deployments set sha256 = ? where application_id = ?', [
          sha256Of('of another version'),
          parseGlobalId(id)?.id,
        ]);

      const { deployment } = await find();

      expect(deployment).toMatchObject({ outdated: true, sha256: sha256Of('of another version') });
    });

    it('overwrites code that was changed at Voximplant only by force', async () => {
      const first = await deploy();
      const [scenario] = simulated.platform.scenarios;
      if (scenario) scenario.script = CHANGED;
      await update({ phoneNumber: NUMBER });

      const refused = await failToDeploy();
      const kept = scenario?.script;
      const { code, deployment } = await deploy({ force: true });

      expect(refused).toMatchObject({ code: 'CONFLICT', step: 'scenario', scenarioId: first.deployment?.scenarioId });
      expect(kept).toBe(CHANGED);
      expect(simulated.platform.scenarios).toMatchObject([{ script: code }]);
      expect(deployment).toMatchObject({ outdated: false, scenarioId: first.deployment?.scenarioId });
    });

    it('leaves a scenario of the same name alone that it did not make', async () => {
      simulated.platform.scenarios.push({ id: 1, name: 'voxsync-agent', script: CHANGED });

      const refused = await failToDeploy();

      expect(refused).toMatchObject({ code: 'CONFLICT', step: 'scenario' });
      expect(simulated.platform.scenarios).toMatchObject([{ script: CHANGED }]);
      expect(simulated.platform.secrets).toEqual([]);
    });

    it('is no conflict where Voximplant stores the code with other line ends', async () => {
      const { code } = await deploy();
      const [scenario] = simulated.platform.scenarios;
      if (scenario) scenario.script = code.replaceAll('\n', '\r\n');
      await api.app
        .get(MikroORM)
        .em.getConnection()
        .execute('update scenario_deployments set platform_sha256 = ? where application_id = ?', [
          sha256Of(scenario?.script ?? ''),
          parseGlobalId(id)?.id,
        ]);

      const refused = await failToDeploy();

      expect(refused).toBeUndefined();
    });

    it('makes anew what was deleted at Voximplant', async () => {
      const first = await deploy();
      simulated.platform.scenarios.length = 0;
      simulated.platform.rules.length = 0;

      const second = await deploy();

      expect(simulated.platform.scenarios).toHaveLength(1);
      expect(simulated.platform.rules).toMatchObject([{ scenarioIds: [simulated.platform.scenarios[0]?.id] }]);
      expect(second.deployment?.scenarioId).not.toBe(first.deployment?.scenarioId);
    });

    it('keeps what else runs in the application', async () => {
      simulated.platform.scenarios.push({ id: 1, name: 'voxsync-agent-of-mine', script: 'mine' });
      simulated.platform.rules.push({ id: 2, name: 'mine', pattern: '7.*', scenarioIds: [1] });

      await deploy();

      expect(simulated.platform.scenarios[0]).toEqual({ id: 1, name: 'voxsync-agent-of-mine', script: 'mine' });
      expect(simulated.platform.rules[0]).toEqual({ id: 2, name: 'mine', pattern: '7.*', scenarioIds: [1] });
      expect(simulated.platform.rules).toHaveLength(2);
    });

    it('binds a rule that lost its scenario, with BindScenario', async () => {
      await deploy();
      const [rule] = simulated.platform.rules;
      if (rule) rule.scenarioIds = [];

      await deploy();

      expect(rule?.scenarioIds).toEqual([simulated.platform.scenarios[0]?.id]);
    });

    it.each([
      ['scenario', 'GetScenarios'],
      ['secrets', 'GetSecrets'],
      ['secrets', 'AddSecret'],
      ['scenario', 'AddScenario'],
      ['rule', 'GetRules'],
      ['rule', 'AddRule'],
      ['phoneNumber', 'GetPhoneNumbers'],
      ['phoneNumber', 'BindPhoneNumberToApplication'],
    ])('names the step %s where %s fails, and the next try goes on from there', async (step, method) => {
      await update({ phoneNumber: NUMBER });
      fail(method);

      const failure = await failToDeploy();
      const { deployment, code } = await deploy();

      expect(failure).toMatchObject({ code: 'UPSTREAM_REJECTED', step, upstreamCode: '104' });
      expect(deployment).toMatchObject({ outdated: false, ruleId: expect.any(String) });
      expect(simulated.platform.scenarios).toMatchObject([{ script: code }]);
      expect(simulated.platform.rules).toMatchObject([{ scenarioIds: [simulated.platform.scenarios[0]?.id] }]);
      expect(simulated.platform.secrets).toHaveLength(2);
      expect(account.phoneNumbers[0]?.ruleId).toBe(simulated.platform.rules[0]?.id);
    });

    it('names the step binding where BindScenario fails, and the next try goes on from there', async () => {
      simulated.platform.rules.push({ id: 2, name: 'voxsync-agent', pattern: '.*', scenarioIds: [] });
      fail('BindScenario');

      const failure = await failToDeploy();
      const between = (await find()).deployment;
      const { deployment } = await deploy();

      expect(failure).toMatchObject({ code: 'UPSTREAM_REJECTED', step: 'binding' });
      expect(between).toMatchObject({ outdated: false, ruleId: null });
      expect(deployment).toMatchObject({ ruleId: '2' });
    });

    it.each(['AddSecret', 'AddRule'])('finds what %s has made though its answer was lost', async (method) => {
      fail(method, REFUSED_AFTER_ALL);

      const { deployment } = await deploy();

      expect(deployment).toMatchObject({ ruleId: String(simulated.platform.rules[0]?.id) });
      expect(simulated.platform.rules).toHaveLength(1);
      expect(simulated.platform.secrets).toHaveLength(2);
    });

    it('goes on after code was uploaded and the settings have changed before anybody could tell', async () => {
      fail('AddScenario', REFUSED_AFTER_ALL);
      const failure = await failToDeploy();
      await update({ phoneNumber: NUMBER });

      const { code } = await deploy();

      expect(failure).toMatchObject({ step: 'scenario' });
      expect(simulated.platform.scenarios).toMatchObject([{ script: code }]);
    });

    it('says what to do about a secret that no key opens any more', async () => {
      await deploy();
      await api.app
        .get(MikroORM)
        .em.getConnection()
        .execute('update applications set webhook_secret = ? where id = ?', [
          'v1.00000000.AAAA',
          parseGlobalId(id)?.id,
        ]);

      const failure = await failToDeploy();
      const { deployment } = await find();
      await operator.graphql(ROTATE, { id });
      const repaired = await deploy();

      expect(failure).toMatchObject({ code: 'CONFLICT', step: 'secrets' });
      expect(deployment).toMatchObject({ outdated: true });
      expect(repaired.deployment).toMatchObject({ outdated: false });
    });

    it('says that the account has not rented the number', async () => {
      await update({ phoneNumber: '+12025550199' });

      const failure = await failToDeploy();

      expect(failure).toMatchObject({
        code: 'BAD_USER_INPUT',
        step: 'phoneNumber',
        fields: { phoneNumber: ['The Voximplant account has not rented +12025550199'] },
      });
    });

    it('takes a number from another application only by force', async () => {
      const [, other] = account.applications as [Simulated, Simulated];
      const [rented] = account.phoneNumbers;
      if (rented) rented.applicationId = other.id;
      await update({ phoneNumber: NUMBER });

      const refused = await failToDeploy();
      const kept = rented?.applicationId;
      await deploy({ force: true });

      expect(refused).toMatchObject({ code: 'CONFLICT', step: 'phoneNumber' });
      expect(kept).toBe(other.id);
      expect(rented?.applicationId).toBe(simulated.id);
    });

    it('makes one scenario and one rule where it is asked for several times at once', async () => {
      const answers = await Promise.all(
        [1, 2, 3].map(() => operator.request(DEPLOY, { input: { applicationId: id } })),
      );

      expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
      expect(simulated.platform.scenarios).toHaveLength(1);
      expect(simulated.platform.rules).toHaveLength(1);
      expect(simulated.platform.secrets).toHaveLength(2);
    });

    it.each([{ rulePattern: '' }, { rulePattern: 'x'.repeat(1001) }])('refuses the pattern of %j', async (input) => {
      const failure = await failToDeploy(input);

      expect(failure).toMatchObject({ code: 'BAD_USER_INPUT', fields: { rulePattern: [expect.any(String)] } });
    });
  });

  it('is shown and deployed to nobody of another workspace', async () => {
    const stranger = await api.signUp();
    await deploy();

    const found = await stranger.request<{ application: unknown }>(FIND, { id });
    const deployed = await stranger.codeOf(DEPLOY, { input: { applicationId: id, force: true } });

    expect(found).toMatchObject({ data: { application: null }, errors: [{ extensions: { code: 'NOT_FOUND' } }] });
    expect(deployed).toBe('NOT_FOUND');
  });

  it('is shown to a viewer, and deployed by operators and admins', async () => {
    const viewer = await api.addUser(admin, 'VIEWER');
    const variables = { input: { applicationId: id } };

    const codes = [
      await viewer.codeOf(FIND, { id }),
      await viewer.codeOf(DEPLOY, variables),
      await api.as(null).codeOf(DEPLOY, variables),
      await operator.codeOf(DEPLOY, variables),
      await admin.codeOf(DEPLOY, variables),
    ];

    expect(codes).toEqual([undefined, 'FORBIDDEN', 'UNAUTHENTICATED', undefined, undefined]);
  });

  it('is forgotten with its application', async () => {
    await deploy();

    await operator.graphql(REMOVE, { id });

    const left = await api.app
      .get(MikroORM)
      .em.getConnection()
      .execute<object[]>('select 1 from scenario_deployments where application_id = ?', [parseGlobalId(id)?.id]);
    expect(left).toEqual([]);
  });

  it('is deployed without a secret in any line of the log', async () => {
    await deploy();
    fail('SetSecretInfo', effects.voximplantError(499));

    await failToDeploy();

    const log = api.log.join('\n');
    for (const secret of [webhookSecret, account.elevenLabs.apiKey, account.apiKey]) expect(log).not.toContain(secret);
  });
});
