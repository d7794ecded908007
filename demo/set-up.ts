import { randomBytes } from 'node:crypto';
import type { Account, Application } from '../simulator/index.js';
import type { Api } from './api.js';
import { DemoError } from './demo-error.js';

export interface SignIn {
  email: string;
  password: string;
  accessToken: string;
  /** RFC 3339. */
  expiresAt: string;
}

export interface TestedConnection {
  ok: boolean;
  accountName: string | null;
  balance: { amount: string; currency: string } | null;
  applications: { id: string; name: string }[];
  error: { message: string } | null;
}

const SIGN_UP = `mutation ($input: SignUpInput!) { signUp(input: $input) { accessToken expiresAt } }`;

const TEST_CONNECTION = `mutation ($input: VoximplantCredentialsInput!) {
  testConnection(input: $input) {
    ok accountName balance { amount currency } applications { id name } error { message }
  }
}`;

const ADD_ACCOUNT = `mutation ($input: AddAccountInput!) { addAccount(input: $input) { account { id } } }`;

const CREATE_APPLICATION = `mutation ($input: CreateApplicationInput!) {
  createApplication(input: $input) { webhookSecret application { id } }
}`;

const UPDATE_APPLICATION = `mutation ($input: UpdateApplicationInput!) {
  updateApplication(input: $input) { application { id } }
}`;

/** What webhooks for an application are signed with. */
export interface WebhookSecrets {
  voximplantSecret: string;
  elevenLabsSecret: string;
}

/** The first user of a new workspace. The password is made up each time, as nobody should get used to a known one. */
export async function signUp(api: Api): Promise<SignIn> {
  const credentials = { email: 'demo@example.com', password: `demo-${randomBytes(8).toString('hex')}` };
  const { signUp: session } = await api.request<{ signUp: Pick<SignIn, 'accessToken' | 'expiresAt'> }>(SIGN_UP, {
    input: { ...credentials, workspaceName: 'Demo' },
  });
  return { ...credentials, ...session };
}

/** @throws DemoError if the credentials are not good for what a sync does */
export async function testConnection(api: Api, { accountId, apiKey }: Account): Promise<TestedConnection> {
  const { testConnection: tested } = await api.request<{ testConnection: TestedConnection }>(TEST_CONNECTION, {
    input: { accountId, apiKey },
  });
  if (!tested.ok) throw new DemoError(`The simulated account was refused: ${tested.error?.message ?? 'no reason'}`);
  return tested;
}

/** @returns the id of the account here */
export async function addAccount(api: Api, name: string, { accountId, apiKey }: Account): Promise<string> {
  const { addAccount: added } = await api.request<{ addAccount: { account: { id: string } } }>(ADD_ACCOUNT, {
    input: { name, credentials: { accountId, apiKey } },
  });
  return added.account.id;
}

/** @returns the id of the application here, and the secrets of its webhooks */
export async function createApplication(
  api: Api,
  name: string,
  { accountId, elevenLabs, application }: { accountId: string; application: Application } & Pick<Account, 'elevenLabs'>,
): Promise<{ applicationId: string } & WebhookSecrets> {
  const { createApplication: created } = await api.request<{
    createApplication: { webhookSecret: string; application: { id: string } };
  }>(CREATE_APPLICATION, {
    input: {
      accountId,
      name,
      voximplantApplicationId: application.id,
      elevenLabsAgentId: application.agentId,
      elevenLabsApiKey: elevenLabs.apiKey,
    },
  });
  const applicationId = created.application.id;
  const elevenLabsWebhookSecret = `wsec_${randomBytes(24).toString('hex')}`;
  await api.request(UPDATE_APPLICATION, { input: { id: applicationId, elevenLabsWebhookSecret } });
  return { applicationId, voximplantSecret: created.webhookSecret, elevenLabsSecret: elevenLabsWebhookSecret };
}
