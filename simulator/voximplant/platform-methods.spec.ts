import { type Application, Simulator } from '../index.js';
import { type Answer, callMethod } from '../test-clients.js';

describe('what runs the calls of an application', () => {
  let simulator: Simulator;
  let application: Application;
  let other: Application;

  beforeEach(async () => {
    simulator = await Simulator.start({ applications: 2, calls: { perApplication: 0 } });
    [application, other] = simulator.accounts[0]?.applications as [Application, Application];
  });
  afterEach(() => simulator.stop());

  const call = (method: string, parameters: Record<string, string> = {}) =>
    callMethod(simulator, method, { application_id: application.id, ...parameters });
  const addScenario = async (name = 'agent', more = {}) =>
    String((await call('AddScenario', { scenario_name: name, scenario_script: 'one', ...more }))['scenario_id']);
  const addRule = async (scenarioId: string) =>
    String((await call('AddRule', { rule_name: 'in', rule_pattern: '.*', scenario_id: scenarioId }))['rule_id']);

  it('is a scenario, found by a part of its name, whose script is told of a single one', async () => {
    const id = await addScenario();
    await call('SetScenarioInfo', { scenario_id: id, scenario_script: 'two' });

    const listed = await call('GetScenarios', { scenario_name: 'GEN' });
    const read = await call('GetScenarios', { scenario_id: id, with_script: 'true' });
    const all = await call('GetScenarios', { with_script: 'true' });

    expect(listed).toMatchObject({ result: [{ scenario_id: Number(id), scenario_name: 'agent' }], total_count: 1 });
    expect((listed['result'] as Answer[])[0]).not.toHaveProperty('scenario_script');
    expect(read).toMatchObject({ result: [{ scenario_script: 'two' }] });
    expect(all).toMatchObject({ error: { code: 485 } });
    expect(application.platform.scenarios).toMatchObject([{ name: 'agent', script: 'two' }]);
    expect(other.platform.scenarios).toEqual([]);
  });

  it('has each name once, unless it is to be written anew', async () => {
    const id = await addScenario();

    const again = await call('AddScenario', { scenario_name: 'agent', scenario_script: 'x' });
    const anew = await addScenario('agent', { rewrite: 'true' });

    expect(again).toMatchObject({ error: { code: 133 } });
    expect(anew).toBe(id);
  });

  it.each([
    ['AddScenario', { scenario_name: 'x'.repeat(30), scenario_script: 'x' }, 168],
    ['AddScenario', { scenario_name: 'agent', scenario_script: 'x'.repeat(128 * 1024) }, 130],
    ['AddScenario', { scenario_name: 'agent', application_id: '1' }, 116],
    ['SetScenarioInfo', { scenario_id: '1', scenario_script: 'x' }, 132],
    ['GetScenarios', { scenario_id: '1' }, 132],
    ['AddRule', { rule_name: 'in', rule_pattern: '(' }, 148],
    ['AddRule', { rule_name: 'in', rule_pattern: '.*', scenario_id: '1' }, 132],
    ['SetRuleInfo', { rule_id: '1', rule_pattern: '.*' }, 147],
    ['BindScenario', { rule_id: '1', scenario_id: '1' }, 147],
    ['AddSecret', { secret_name: '1', secret_value: 'x' }, 496],
    ['AddSecret', { secret_name: 'KEY', secret_value: 'x'.repeat(8193) }, 499],
    ['BindPhoneNumberToApplication', { phone_number: '1' }, 121],
    ['BindPhoneNumberToApplication', { phone_id: '1' }, 181],
  ])('is refused by %s with %j', async (method, parameters, code) => {
    expect(await call(method, parameters)).toMatchObject({ error: { code } });
  });

  it('is a rule, which only BindScenario binds to a scenario (trap 35)', async () => {
    const [first, second] = [await addScenario(), await addScenario('second')];
    const rule = await addRule(first);
    const scenarios = async () => (await call('GetRules', { with_scenarios: 'true' }))['result'] as Answer[];

    const answer = await call('SetRuleInfo', { rule_id: rule, rule_pattern: '1.*', scenario_id: second });
    const before = await scenarios();
    await call('BindScenario', { rule_id: rule, scenario_id: second });
    await call('BindScenario', { rule_id: rule, scenario_id: first, bind: 'false' });

    expect(answer).toEqual({ result: 1 });
    expect(before).toMatchObject([{ rule_pattern: '1.*', scenarios: [{ scenario_id: Number(first) }] }]);
    expect(await scenarios()).toMatchObject([{ scenarios: [{ scenario_id: Number(second) }] }]);
    expect(await call('AddRule', { rule_name: 'in', rule_pattern: '.*' })).toMatchObject({ error: { code: 175 } });
  });

  it('are secrets, whose values are never listed', async () => {
    await call('AddSecret', { secret_name: 'KEY', secret_value: 'one' });
    const again = await call('AddSecret', { secret_name: 'KEY', secret_value: 'two' });
    await call('SetSecretInfo', { secret_name: 'KEY', secret_value: 'three' });

    const listed = await call('GetSecrets');

    expect(again).toMatchObject({ error: { code: 496 } });
    expect(listed).toMatchObject({ result: [{ secret_name: 'KEY' }], total_count: 1 });
    expect(JSON.stringify(listed)).not.toContain('three');
    expect(application.platform.secrets).toMatchObject([{ value: 'three' }]);
  });

  it('are numbers that are bound to it, known by their digits', async () => {
    const rule = await addRule(await addScenario());

    await call('BindPhoneNumberToApplication', { phone_number: '12025550110', rule_id: rule });
    const bound = await call('GetPhoneNumbers', { phone_number: '12025550110' });
    const withPlus = await call('GetPhoneNumbers', { phone_number: '+12025550110' });
    await call('BindPhoneNumberToApplication', { phone_number: '12025550110', bind: 'false' });

    const found = { phone_number: '12025550110', application_id: Number(application.id), rule_id: Number(rule) };
    expect(bound).toMatchObject({ result: [found] });
    expect(withPlus).toMatchObject({ result: [] });
    expect(simulator.accounts[0]?.phoneNumbers[0]).toMatchObject({ applicationId: undefined, ruleId: undefined });
  });
});
