import type { Account as SimulatedAccount, Application as SimulatedApplication } from '../simulator/index.js';
import type { ApiClient } from './api-client.js';

export interface AddedApplication {
  accountId: string;
  applicationId: string;
}

interface Run {
  id: string;
  status: string;
  error: { kind: string; code: string; message: string; retryable: boolean } | null;
  counts: Record<string, number>;
  failures: { code: string; message: string; phase: string; call: { id: string } | null }[];
}

const ADD_ACCOUNT = `mutation ($input: AddAccountInput!) { addAccount(input: $input) { account { id } } }`;
const CREATE = `mutation ($input: CreateApplicationInput!) { createApplication(input: $input) { application { id } } }`;
const RUN = `id status error { kind code message retryable } failures { code message phase call { id } }
  counts { totalProcessed newCalls updatedCalls unchangedCalls transcriptsSynced audiosSynced skipped failed bytesDownloaded }`;
const FINISHED = `subscription ($runId: ID!) { syncProgress(runId: $runId) { ${RUN} } }`;

/** Adds an account of the simulator, and one of its applications, the first where none is named. */
export async function addApplication(
  client: ApiClient,
  account: SimulatedAccount,
  application: SimulatedApplication | undefined = account.applications[0],
): Promise<AddedApplication> {
  if (application === undefined) throw new Error('The simulated account has no application');
  const accountId = await addAccount(client, account);
  return { accountId, applicationId: await createApplication(client, accountId, account, application) };
}

/** Adds an account of the simulator with all its applications. */
export async function addApplications(client: ApiClient, account: SimulatedAccount): Promise<AddedApplication[]> {
  const accountId = await addAccount(client, account);
  const added: AddedApplication[] = [];
  for (const application of account.applications) {
    added.push({ accountId, applicationId: await createApplication(client, accountId, account, application) });
  }
  return added;
}

async function addAccount(client: ApiClient, { accountId, apiKey }: SimulatedAccount): Promise<string> {
  const added = await client.graphql<{ addAccount: { account: { id: string } } }>(ADD_ACCOUNT, {
    input: { name: 'Acme', credentials: { accountId, apiKey } },
  });
  return added.addAccount.account.id;
}

async function createApplication(
  client: ApiClient,
  accountId: string,
  { elevenLabs }: SimulatedAccount,
  { id, agentId }: SimulatedApplication,
): Promise<string> {
  const created = await client.graphql<{ createApplication: { application: { id: string } } }>(CREATE, {
    input: {
      accountId,
      name: 'Support',
      voximplantApplicationId: id,
      elevenLabsApiKey: elevenLabs.apiKey,
      elevenLabsAgentId: agentId,
    },
  });
  return created.createApplication.application.id;
}

/** Starts a run by one of the sync mutations, given as text, and waits until it is final. */
export async function sync(client: ApiClient, mutation: string, variables: Record<string, unknown>): Promise<Run> {
  const started = await client.graphql<Record<string, { run: { id: string } }>>(mutation, variables);
  const [payload] = Object.values(started);
  return finished(client, payload?.run.id ?? '');
}

/** A run as it is once it is final. */
export async function finished(client: ApiClient, runId: string): Promise<Run> {
  let last: Run | undefined;
  for await (const { syncProgress } of client.subscribe<{ syncProgress: Run }>(FINISHED, { runId }))
    last = syncProgress;
  if (last === undefined) throw new Error('The subscription ended without a value');
  return last;
}

export const SYNC_CALLS = `mutation ($input: SyncCallsInput!) { syncCalls(input: $input) { run { id } } }`;
export const SYNC_PENDING = `mutation ($applicationId: ID!) { syncPendingData(applicationId: $applicationId) { run { id } } }`;
export const syncCall = (mutation: 'syncTranscript' | 'syncAudio' | 'syncCallData') =>
  `mutation ($callId: ID!) { ${mutation}(callId: $callId) { run { id } } }`;
