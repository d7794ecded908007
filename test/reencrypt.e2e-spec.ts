import { randomBytes } from 'node:crypto';
import { MikroORM } from '@mikro-orm/sql';
import { jest } from '@jest/globals';
import { Simulator } from '../simulator/index.js';
import type { ApiClient } from './api-client.js';
import { createTestDatabase } from './servers/test-database.js';
import { TestApi } from './test-api.js';

const ADD_ACCOUNT = 'mutation ($input: AddAccountInput!) { addAccount(input: $input) { account { id } } }';
const VERIFY = 'mutation ($id: ID!) { verifyAccount(id: $id) { account { connection { state } } } }';
const CREATE = `mutation ($input: CreateApplicationInput!) { createApplication(input: $input) { application { id } } }`;
const UPDATE = 'mutation ($input: UpdateApplicationInput!) { updateApplication(input: $input) { application { id } } }';
const ROTATE = 'mutation ($id: ID!) { rotateWebhookSecret(applicationId: $id) { webhookSecret } }';

const newKey = () => randomBytes(32).toString('base64');
const AUTH_SECRET = 'so that the tokens outlive the keys';

/** One account and one application with every secret that there is. */
async function addSecrets(client: ApiClient, simulator: Simulator): Promise<{ accountId: string; id: string }> {
  const [acme] = simulator.accounts;
  const [application] = acme?.applications ?? [];
  if (acme === undefined || application === undefined) throw new Error('The simulator has no application');
  const { accountId: voximplantId, apiKey, elevenLabs } = acme;
  const { addAccount } = await client.graphql<{ addAccount: { account: { id: string } } }>(ADD_ACCOUNT, {
    input: { name: 'Acme', credentials: { accountId: voximplantId, apiKey } },
  });
  const accountId = addAccount.account.id;
  const { createApplication } = await client.graphql<{ createApplication: { application: { id: string } } }>(CREATE, {
    input: {
      accountId,
      name: 'Support',
      voximplantApplicationId: application.id,
      elevenLabsApiKey: elevenLabs.apiKey,
      elevenLabsAgentId: application.agentId,
    },
  });
  const { id } = createApplication.application;
  await client.graphql(UPDATE, { input: { id, elevenLabsWebhookSecret: 'wsec_of_elevenlabs' } });
  await client.graphql(ROTATE, { id });
  return { accountId, id };
}

async function storedSecrets(api: TestApi): Promise<string[]> {
  const rows = await Promise.all(
    ['accounts', 'applications'].map((table) =>
      api.app.get(MikroORM).em.getConnection().execute<object[]>(`select * from ${table}`),
    ),
  );
  const values = rows.flat().flatMap((row): unknown[] => Object.values(row));
  return values.filter((value) => typeof value === 'string').filter((value) => value.startsWith('v1.'));
}

/** What `npm run reencrypt` prints; it reads the environment as it is at this moment. */
async function reencrypt(env: Record<string, string>): Promise<string> {
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  const before = process.env;
  process.env = { ...before, ...env };
  try {
    await import('../src/cli/reencrypt.js');
    return log.mock.calls.flat().join('\n');
  } finally {
    process.env = before;
    log.mockRestore();
  }
}

describe('npm run reencrypt', () => {
  it('moves every stored secret to the first key, beside a running server, so that the old one can go', async () => {
    const [old, fresh] = [newKey(), newKey()];
    const database = await createTestDatabase();
    const simulator = await Simulator.start({ calls: { perApplication: 1 } });
    const start = (keys: string) => TestApi.start({ database, simulator, env: { ENCRYPTION_KEY: keys, AUTH_SECRET } });
    const before = await start(old);
    const { token } = await before.signUp();
    const { accountId, id } = await addSecrets(before.as(token), simulator);
    await before.stop();

    const during = await start(`${fresh},${old}`);
    const held = await storedSecrets(during);
    const printed = await reencrypt({ DATABASE_URL: database.url, ENCRYPTION_KEY: `${fresh},${old}`, AUTH_SECRET });
    const moved = await storedSecrets(during);
    const beside = await during.as(token).codeOf(VERIFY, { id: accountId });
    await during.stop();

    const after = await start(fresh);
    const verified = await after.as(token).graphql(VERIFY, { id: accountId });
    const rotated = await after.as(token).codeOf(ROTATE, { id });
    await after.stop();
    await simulator.stop();
    await database.drop();

    expect(held).toHaveLength(5);
    expect(new Set([...held, ...moved]).size).toBe(10);
    expect(printed.split('\n')).toEqual([
      'accounts.credentials: 1 re-encrypted, 0 already with the first key',
      'applications.eleven_labs_api_key: 1 re-encrypted, 0 already with the first key',
      'applications.eleven_labs_webhook_secret: 1 re-encrypted, 0 already with the first key',
      'applications.webhook_secret: 1 re-encrypted, 0 already with the first key',
      'applications.previous_webhook_secret: 1 re-encrypted, 0 already with the first key',
      'The first key of ENCRYPTION_KEY holds every secret: the others can be left out.',
    ]);
    expect(beside).toBeUndefined();
    expect(verified).toEqual({ verifyAccount: { account: { connection: { state: 'OK' } } } });
    expect(rotated).toBeUndefined();
  });
});
