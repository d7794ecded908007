import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { effects, Simulator } from '../simulator/index.js';
import { RunLeases } from '../src/sync/run-leases.js';
import { UpstreamTransport } from '../src/upstream/upstream-transport.js';
import { addCall } from './exact-call.js';
import { createMigratedDatabase } from './migrated-database.js';
import type { TestDatabase } from './servers/test-database.js';
import { addApplication, finished, SYNC_CALLS } from './synced-application.js';
import { TestApi } from './test-api.js';

describe('a server that is told to end', () => {
  let database: TestDatabase;
  let simulator: Simulator;
  let recordings: string;
  let env: Record<string, string>;

  beforeEach(async () => {
    database = await createMigratedDatabase();
    simulator = await Simulator.start({ calls: { perApplication: 0 } });
    recordings = await mkdtemp(join(tmpdir(), 'voxsync-kept-'));
    env = { ENCRYPTION_KEY: randomBytes(32).toString('base64'), STORAGE_URL: `file:${recordings}` };
  });

  afterEach(async () => {
    await simulator.stop();
    await database.drop();
    await rm(recordings, { recursive: true, force: true });
  });

  it.each([
    ['the history', 'GetCallHistory', effects.heldUntil],
    ['a transcript', 'getConversation', effects.heldUntil],
    ['a recording', 'getConversationAudio', effects.heldUntil],
    ['half a recording', 'getConversationAudio', effects.pausedUntil],
  ])('while %s is on its way takes nothing for failed: the next one goes on with it', async (_, method, until) => {
    const ending = await TestApi.start({ database, simulator, env });
    const admin = await ending.signUp();
    const [account] = simulator.accounts;
    const { applicationId } = await addApplication(admin, account!);
    addCall(simulator, account!.applications[0]!.id, { metadata: { call_duration_secs: 600 } }); // of more than one chunk
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const held = simulator.faults.add(until(ended), { method });
    const input = { applicationId, includeData: true };
    const { syncCalls } = await admin.graphql<{ syncCalls: { run: { id: string } } }>(SYNC_CALLS, { input });
    while (held.hits === 0) await sleep(10);

    const handBack = jest.spyOn(ending.app.get(RunLeases), 'handBack');
    const close = jest.spyOn(UpstreamTransport.prototype, 'close');

    await ending.stop();

    const order = {
      handedBack: handBack.mock.calls.length,
      closed: close.mock.calls.length,
      // Else the work would be cut off, and what cannot be told from a failure counts as one.
      isInOrder: handBack.mock.invocationCallOrder[0]! < close.mock.invocationCallOrder[0]!,
    };
    end();
    held.remove();
    const next = await TestApi.start({ database, simulator, env });
    const run = await finished(next.as(admin.token), syncCalls.run.id);
    await next.stop();
    close.mockRestore();
    expect(order).toEqual({ handedBack: 1, closed: 1, isInOrder: true });
    expect(run).toMatchObject({ status: 'SUCCEEDED', counts: { failed: 0, transcriptsSynced: 1, audiosSynced: 1 } });
  });
});
