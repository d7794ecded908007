import { Simulator } from '../index.js';
import { bearer, callMethod, type TokenParts } from '../test-clients.js';

describe('the Management API', () => {
  let simulator: Simulator;
  const account = () => simulator.accounts[0] ?? simulator.addAccount();

  beforeAll(async () => {
    simulator = await Simulator.start({ calls: { perApplication: 0 } });
  });
  afterAll(() => simulator.stop());

  it('gives the API key away to whoever logs in with it, and to nobody else', async () => {
    const byKey = await callMethod(simulator, 'GetAccountInfo');
    const byToken = await callMethod(simulator, 'GetAccountInfo', {}, await bearer(account().serviceAccountKey));

    expect(byKey).toMatchObject({
      result: { api_key: account().apiKey, currency: 'USD', active: true, frozen: false },
    });
    expect(byToken).toMatchObject({ result: { account_id: 9000001 } });
    expect(JSON.stringify(byToken)).not.toContain(account().apiKey);
  });

  it('takes the method in the path or as cmd, by GET too', async () => {
    const login = new URLSearchParams({ account_id: account().accountId, api_key: account().apiKey });
    const get = async (path: string): Promise<unknown> => (await fetch(`${simulator.voximplantApiUrl}${path}`)).json();

    const answers = [
      await get(`/GetAccountInfo?${login.toString()}`),
      await get(`?cmd=GetAccountInfo&${login.toString()}`),
    ];

    for (const answer of answers) expect(answer).toMatchObject({ result: { account_name: 'acme-demo' } });
  });

  it('lists the applications of the account', async () => {
    const answer = await callMethod(simulator, 'GetApplications', { application_name: 'agents' });

    const name = 'agents.acme-demo.voximplant.com';
    expect(answer).toMatchObject({ result: [{ application_id: 10500021, application_name: name }], total_count: 1 });
  });

  it.each<[number, string, TokenParts]>([
    [454, 'lives longer than an hour', { livesSeconds: 3601 }],
    [455, 'was issued in the future', { issuedSecondsAgo: -60 }],
    [456, 'has expired', { issuedSecondsAgo: 100, livesSeconds: 50 }],
    [433, 'names an unknown key', { kid: 'nope' }],
    [100, 'was issued by another account', { iss: 1 }],
  ])('answers error %i to a token that %s', async (code, _words, parts) => {
    const token = await bearer(account().serviceAccountKey, parts);

    expect(await callMethod(simulator, 'GetAccountInfo', {}, token)).toMatchObject({ error: { code } });
  });

  it('answers error 100 to a forged signature and 447 to what is no token', async () => {
    const token = await bearer(account().serviceAccountKey);
    const forged = `${token.slice(0, token.lastIndexOf('.'))}.${'A'.repeat(342)}`;

    expect(await callMethod(simulator, 'GetAccountInfo', {}, forged)).toMatchObject({ error: { code: 100 } });
    expect(await callMethod(simulator, 'GetAccountInfo', {}, 'Bearer nonsense')).toMatchObject({
      error: { code: 447 },
    });
  });

  it('lets a service account without roles see the account, but not the calls', async () => {
    const token = await bearer(account().serviceAccountKeyWithoutRoles);

    expect(await callMethod(simulator, 'GetAccountInfo', {}, token)).toHaveProperty('result');
    expect(await callMethod(simulator, 'GetCallHistory', {}, token)).toMatchObject({ error: { code: 100 } });
  });

  it('answers error 100 to a wrong key, 115 to a malformed account and 103 to an unknown method', async () => {
    expect(await callMethod(simulator, 'GetCallHistory', { api_key: 'x' }, 'none')).toMatchObject({
      error: { code: 100 },
    });
    expect(await callMethod(simulator, 'GetCallHistory', { account_id: 'x' }, 'none')).toMatchObject({
      error: { code: 115 },
    });
    expect(await callMethod(simulator, 'GetSmsHistory')).toMatchObject({ error: { code: 103 } });
  });
});
