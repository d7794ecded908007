import { patientHttp } from '../testing/patient-http.js';
import { type Act, json, scriptedServer, type SeenRequest } from '../testing/scripted-server.js';
import { VoximplantClient } from './voximplant.client.js';
import { type VoximplantCredentials } from './voximplant-credentials.js';

const credentials: VoximplantCredentials = { kind: 'API_KEY', accountId: '9000001', apiKey: 'secret-api-key' };
const done = json({ result: 1 });
const failing = (code: number, msg = 'Words') => json({ error: { code, msg } });
const applicationId = '10500021';

function formOf(request: SeenRequest | undefined): Record<string, string> {
  const { account_id: _id, api_key: _key, ...form } = Object.fromEntries(new URLSearchParams(request?.body));
  return form;
}

async function clientOf(...script: [Act, ...Act[]]) {
  const server = await scriptedServer(...script);
  const { http, clock } = patientHttp();
  return { client: new VoximplantClient(http, clock, `${server.url}/platform_api`), requests: server.requests };
}

describe('a scenario', () => {
  it('is looked for in its application, by a part of its name, on all pages', async () => {
    const page = (ids: number[]) =>
      json({ result: ids.map((id) => ({ scenario_id: id, scenario_name: `voxsync-${id}` })), total_count: 2 });
    const { client, requests } = await clientOf(page([1]), page([2]));

    const scenarios = await client.scenarios(credentials, { applicationId, name: 'voxsync' });

    expect(scenarios).toEqual([
      { id: '1', name: 'voxsync-1' },
      { id: '2', name: 'voxsync-2' },
    ]);
    expect(requests.map((request) => request.path)).toEqual(Array(2).fill('/platform_api/GetScenarios/'));
    expect(formOf(requests[1])).toEqual({
      application_id: applicationId,
      scenario_name: 'voxsync',
      count: '100',
      offset: '1',
    });
  });

  it.each([
    ['with its code', json({ result: [{ scenario_id: 1, scenario_name: 'a', scenario_script: 'code' }] }), 'code'],
    ['without any', json({ result: [{ scenario_id: 1, scenario_name: 'a' }] }), ''],
    ['or is gone', failing(132), undefined],
    ['or is not listed', json({ result: [] }), undefined],
  ])('is read %s (trap 35)', async (_, answer, expected) => {
    const { client, requests } = await clientOf(answer);

    const code = await client.scenarioCode(credentials, '1');

    expect(code).toBe(expected);
    expect(formOf(requests[0])).toEqual({ scenario_id: '1', with_script: 'true' });
  });

  it('is added again after an answer that was lost, without a second one', async () => {
    const { client, requests } = await clientOf(failing(4), json({ result: 1, scenario_id: 3000001 }));

    const id = await client.addScenario(credentials, { applicationId, name: 'voxsync', code: 'a & b = "ж"' });

    expect(id).toBe('3000001');
    expect(requests.map(formOf)).toEqual(
      Array(2).fill({
        application_id: applicationId,
        scenario_name: 'voxsync',
        scenario_script: 'a & b = "ж"',
        rewrite: 'true',
      }),
    );
  });

  it('is given another code by its id', async () => {
    const { client, requests } = await clientOf(done);

    await client.setScenarioCode(credentials, { scenarioId: '1', code: 'code' });

    expect(requests).toMatchObject([{ method: 'POST', path: '/platform_api/SetScenarioInfo/' }]);
    expect(formOf(requests[0])).toEqual({ scenario_id: '1', scenario_script: 'code' });
  });
});

describe('a rule', () => {
  it('is read with its scenarios', async () => {
    const row = {
      rule_id: 7,
      rule_name: 'in',
      rule_pattern: '.*',
      scenarios: [{ scenario_id: 1 }, { scenario_id: 2 }],
    };
    const { client, requests } = await clientOf(json({ result: [row, { rule_name: 'without an id' }] }));

    const rules = await client.rules(credentials, applicationId);

    expect(rules).toEqual([{ id: '7', name: 'in', pattern: '.*', scenarioIds: ['1', '2'] }]);
    expect(formOf(requests[0])).toMatchObject({ application_id: applicationId, with_scenarios: 'true' });
  });

  it('is added with its scenario', async () => {
    const { client, requests } = await clientOf(json({ result: 1, rule_id: 7 }));

    const id = await client.addRule(credentials, { applicationId, name: 'in', pattern: '.*', scenarioId: '1' });

    expect(id).toBe('7');
    expect(formOf(requests[0])).toEqual({
      application_id: applicationId,
      scenario_id: '1',
      rule_name: 'in',
      rule_pattern: '.*',
    });
  });

  it('is bound to a scenario by BindScenario, as SetRuleInfo does not (trap 35)', async () => {
    const { client, requests } = await clientOf(done);

    await client.setRulePattern(credentials, { ruleId: '7', pattern: '.+' });
    await client.bindScenario(credentials, { applicationId, ruleId: '7', scenarioId: '1' });

    expect(requests.map(({ path }) => path)).toEqual(['/platform_api/SetRuleInfo/', '/platform_api/BindScenario/']);
    expect(requests.map(formOf)).toEqual([
      { rule_id: '7', rule_pattern: '.+' },
      { application_id: applicationId, rule_id: '7', scenario_id: '1', bind: 'true' },
    ]);
  });
});

describe('a secret', () => {
  it('is listed without its value, and set by its id', async () => {
    const { client, requests } = await clientOf(
      json({ result: [{ secret_id: 5, secret_name: 'KEY', secret_value: 'hidden' }] }),
      done,
    );

    const secrets = await client.secrets(credentials, applicationId);
    await client.setSecret(credentials, { applicationId, secretId: '5', value: 'hidden' });

    expect(secrets).toEqual([{ id: '5', name: 'KEY' }]);
    expect(formOf(requests[1])).toEqual({ application_id: applicationId, secret_id: '5', secret_value: 'hidden' });
  });

  it('is added whatever form its id comes in', async () => {
    const { client, requests } = await clientOf(json({ result: 1, secret_id: [{ secret_id: 5 }] }));

    await client.addSecret(credentials, { applicationId, name: 'KEY', value: 'hidden' });

    expect(formOf(requests[0])).toEqual({ application_id: applicationId, secret_name: 'KEY', secret_value: 'hidden' });
  });

  it('is in no error, though Voximplant repeats it', async () => {
    const { client } = await clientOf(failing(499, 'The value hidden-value is too long'));

    const adding = client.addSecret(credentials, { applicationId, name: 'KEY', value: 'hidden-value' });

    await expect(adding).rejects.toThrow(/The value \[redacted\] is too long/);
  });
});

describe('a phone number', () => {
  it('is found by its digits, with what it is bound to', async () => {
    const row = { phone_number: '12025550110', application_id: 10500021, rule_id: 7 };
    const { client, requests } = await clientOf(json({ result: [row] }));

    const found = await client.phoneNumber(credentials, '12025550110');
    const other = await client.phoneNumber(credentials, '12025550111');

    expect(found).toEqual({ number: '12025550110', applicationId, ruleId: '7' });
    expect(other).toBeUndefined();
    expect(formOf(requests[0])).toEqual({ phone_number: '12025550110' });
  });

  it('is bound to a rule', async () => {
    const { client, requests } = await clientOf(done);

    await client.bindPhoneNumber(credentials, { number: '12025550110', applicationId, ruleId: '7' });

    expect(requests[0]?.path).toBe('/platform_api/BindPhoneNumberToApplication/');
    expect(formOf(requests[0])).toEqual({
      phone_number: '12025550110',
      application_id: applicationId,
      rule_id: '7',
      bind: 'true',
    });
  });
});

it.each<[string, (client: VoximplantClient) => Promise<unknown>]>([
  ['an application', (client) => client.rules(credentials, 'all')],
  ['a scenario', (client) => client.scenarioCode(credentials, 'all')],
  ['a rule', (client) => client.setRulePattern(credentials, { ruleId: '1;2', pattern: '.*' })],
  ['a number', (client) => client.phoneNumber(credentials, '+12025550110')],
])('what stands for more than one of them is taken for %s by no method (traps 19 and 34)', async (_, ask) => {
  const { client, requests } = await clientOf(done);

  const asking = (async () => ask(client))();

  await expect(asking).rejects.toMatchObject({ fault: 'bad_request' });
  expect(requests).toEqual([]);
});
