import { effects, Simulator } from './index.js';
import { callMethod } from './test-clients.js';

const NOW = new Date('2026-03-15T12:00:00Z');

describe('the simulator', () => {
  let simulator: Simulator;
  const applicationId = (): string => simulator.accounts[0]?.applications[0]?.id ?? '';

  beforeEach(async () => {
    simulator = await Simulator.start({ clock: () => NOW, calls: { perApplication: 40, days: 10 } });
  });
  afterEach(() => simulator.stop());

  it('answers what its truth says', async () => {
    const parameters = {
      application_id: applicationId(),
      from_date: '2026-03-01 00:00:00',
      to_date: '2026-03-16 00:00:00',
      count: '1000',
    };

    const answer = await callMethod(simulator, 'GetCallHistory', {
      ...{ ...parameters, with_calls: 'true', with_records: 'true', with_other_resources: 'true' },
    });

    const truth = [...simulator.truth(applicationId())];
    expect(truth).toHaveLength(40);
    expect(simulator.countSessions(applicationId())).toBe(40);
    expect(answer.result).toEqual(JSON.parse(JSON.stringify(truth)));
  });

  it('takes exact sessions as they are, and changes and removes generated ones', () => {
    const [generated, other] = [...simulator.truth(applicationId())];
    simulator.addSession(applicationId(), {
      call_session_history_id: 5120034417,
      start_date: '2026-03-14 09:15:02',
      duration: '99',
    });

    simulator.updateSession(generated?.call_session_history_id ?? '', { duration: 7, custom_data: undefined });
    const removed = simulator.removeSession(other?.call_session_history_id ?? '');

    const truth = [...simulator.truth(applicationId())];
    expect(removed).toBe(true);
    expect(truth).toHaveLength(40);
    expect(truth).toContainEqual(expect.objectContaining({ call_session_history_id: 5120034417, duration: '99' }));
    expect(truth[0]).toEqual({ ...generated, duration: 7, custom_data: undefined });
  });

  it('keeps accounts apart: one key does not open another account', async () => {
    const stranger = simulator.addAccount({ applications: 1, calls: { perApplication: 3 } });

    const login = { account_id: stranger.accountId, api_key: stranger.apiKey };
    const own = await callMethod(simulator, 'GetCallHistory', login, 'none');
    const foreign = await callMethod(
      simulator,
      'GetCallHistory',
      { ...login, application_id: applicationId() },
      'none',
    );

    expect(own).toMatchObject({ total_count: 3 });
    expect(foreign).toMatchObject({ error: { code: 116 } });
  });

  it('remembers what was asked, and how much of it at once', async () => {
    simulator.latencyMs = 30;

    await Promise.all([1, 2, 3].map((count) => callMethod(simulator, 'GetCallHistory', { count: String(count) })));

    expect(simulator.requests.count('GetCallHistory')).toBe(3);
    expect(simulator.requests.peak('GetCallHistory')).toBe(3);
    expect(
      simulator.requests
        .of('GetCallHistory')
        .map(({ parameters }) => parameters.get('count'))
        .sort(),
    ).toEqual(['1', '2', '3']);
    expect(simulator.requests.last).toMatchObject({ upstream: 'voximplant', httpMethod: 'POST' });
  });

  it('stops though answers hang', async () => {
    const hanging = await Simulator.start({ calls: { perApplication: 0 } });
    hanging.faults.add(effects.delivered('hangBeforeHeaders'));
    const answer = fetch(hanging.voximplantApiUrl);
    while (hanging.requests.count() === 0) await new Promise((resolve) => setTimeout(resolve, 5));

    await hanging.stop();

    await expect(answer).rejects.toThrow();
  });
});
