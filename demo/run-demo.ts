import { once } from 'node:events';
import { styleText } from 'node:util';
import { Api } from './api.js';
import { allCalls, NEWEST_CALLS, newestCalls } from './calls.js';
import { findDifferences } from './check.js';
import { DemoDirectory } from './demo-directory.js';
import { DemoError } from './demo-error.js';
import { describeHeardCall, newestHeardCall } from './heard-call.js';
import { showLiveCalls } from './live-calls.js';
import type { DemoOptions } from './options.js';
import { choosePort } from './port.js';
import { ProgressLine } from './progress-line.js';
import { addresses, callsByStatus, newestCallsTable } from './report.js';
import { type RunningServer, startServer } from './server.js';
import { addAccount, createApplication, signUp, testConnection } from './set-up.js';
import { follow, type Run, syncCalls, syncPendingData } from './sync.js';
import { Upstreams } from './upstreams.js';

/** Of a program that was interrupted before it was done (128 and the number of SIGINT). */
const INTERRUPTED = 130;

/**
 * Starts everything, shows one sync from its beginning to its result, and serves on until it is interrupted.
 * @returns the status to exit with
 */
export async function runDemo(options: DemoOptions, interrupt: AbortSignal): Promise<number> {
  const directory = await DemoDirectory.open(options.keep);
  const stops: (() => Promise<void>)[] = [];
  let failed = false;
  try {
    const port = await choosePort(options.port);
    const upstreams = await Upstreams.start(options);
    stops.push(() => upstreams.stop());
    done(`Simulator of Voximplant and ElevenLabs (calls of the last 30 days: ${options.calls})`);
    interrupt.throwIfAborted();
    const startedAt = performance.now();
    const server = await startServer(port, directory, upstreams);
    stops.push(() => server.stop());
    done(`Server at ${server.publicUrl}, with an embedded database, in ${secondsSince(startedAt)} s`);
    const live = await present(options, { upstreams, server }, interrupt);
    if (directory.kept) print([`Database and log stay in ${directory.path}`]);
    if (!options.exit) {
      await live();
      await serve(interrupt);
    }
    return 0;
  } catch (error) {
    if (interrupt.aborted) return INTERRUPTED;
    failed = true;
    tell(error, directory);
    return 1;
  } finally {
    for (const stop of stops.reverse()) await stop();
    await directory.close({ failed });
  }
}

interface Scene {
  upstreams: Upstreams;
  server: RunningServer;
}

/**
 * What a team would do on its first day, through the public API only.
 * @returns what shows some calls while they take place
 */
async function present(
  options: DemoOptions,
  { upstreams, server }: Scene,
  interrupt: AbortSignal,
): Promise<() => Promise<void>> {
  const { account, application } = upstreams;
  const signIn = await signUp(new Api(server.apiUrl));
  const api = new Api(server.apiUrl, signIn.accessToken);
  done(`Signed up ${signIn.email}`);

  const { accountName, balance, applications } = await testConnection(api, account);
  const names = applications.map(({ name }) => name).join(', ');
  done(`Connection tested: account ${accountName}, ${balance?.amount} ${balance?.currency}, application ${names}`);

  const accountId = await addAccount(api, 'Acme', account);
  const { elevenLabs } = account;
  const webhooks = await createApplication(api, 'Support line', { accountId, elevenLabs, application });
  const { applicationId } = webhooks;
  done('Added the account and the application');
  interrupt.throwIfAborted();

  const run = await watchSync(api, applicationId, () => upstreams.slowDown(options.calls), interrupt);
  const { newCalls, updatedCalls, unchangedCalls, failed } = run.counts;
  const counts = `${newCalls} new, ${updatedCalls} updated, ${unchangedCalls} unchanged, ${failed} failed`;
  done(`Synced: ${counts} (the simulator was slowed down to be watched)`);

  const calls = await allCalls(api, applicationId);
  const { totalCount, nodes } = await newestCalls(api);
  const differences = findDifferences({ truth: upstreams.truth(new Date(run.to)), run, totalCount, calls });
  if (differences.length > 0) {
    throw new DemoError(`What was synced is not what the simulator holds:\n  ${differences.join('\n  ')}`);
  }
  done('Checked: these are exactly the calls that the simulator holds');

  const data = await watch(
    api,
    '  Fetching transcripts and audio',
    () => syncPendingData(api, applicationId),
    interrupt,
  );
  const { transcriptsSynced, audiosSynced, skipped, bytesDownloaded } = data.counts;
  const megabytes = (bytesDownloaded / 1e6).toFixed(1);
  done(
    `Fetched: ${transcriptsSynced} transcripts, ${audiosSynced} recordings (${megabytes} MB), ${skipped} not there (yet)`,
  );

  print(callsByStatus(calls), 'Calls by status');
  print(newestCallsTable(nodes), 'Newest calls');
  const heard = await newestHeardCall(api);
  if (heard === undefined) throw new DemoError('No call has both a transcript and a recording');
  print(describeHeardCall(heard), 'One of them');
  print(NEWEST_CALLS.split('\n'), 'A query to try');
  print(addresses({ server: server.publicUrl, simulator: upstreams.url }, signIn), 'Where it is');
  return () => {
    print([], 'Calls that take place now, as webhooks tell of them');
    const live = upstreams.liveCalls({ url: server.apiUrl, ...webhooks });
    return showLiveCalls(api, applicationId, live, (line) => console.log(`  ${line}`), interrupt);
  };
}

/** Starts the sync of calls and draws how it goes, slowly enough to be seen. */
async function watchSync(
  api: Api,
  applicationId: string,
  slowDown: () => () => void,
  interrupt: AbortSignal,
): Promise<Run> {
  const speedUp = slowDown();
  try {
    return await watch(api, '  Syncing calls', () => syncCalls(api, applicationId), interrupt);
  } finally {
    speedUp();
  }
}

/** Starts a run and draws how it goes. */
async function watch(api: Api, label: string, start: () => Promise<string>, interrupt: AbortSignal): Promise<Run> {
  const line = new ProgressLine(label, process.stdout);
  try {
    return await follow(api, await start(), ({ progress }) => line.show(progress), interrupt);
  } finally {
    line.end();
  }
}

async function serve(interrupt: AbortSignal): Promise<void> {
  console.log('\nServing until Ctrl-C.');
  if (!interrupt.aborted) await once(interrupt, 'abort');
}

function tell(error: unknown, directory: DemoDirectory): void {
  console.error(error instanceof DemoError ? `\nThe demo failed: ${error.message}` : error);
  if (directory.hasLog) console.error(`What the server logged is in ${directory.logFile}`);
}

function done(what: string): void {
  console.log(`${styleText('green', '✓')} ${what}`);
}

function print(lines: readonly string[], title?: string): void {
  const heading = title === undefined ? '' : `${styleText('bold', title)}\n`;
  console.log(`\n${heading}${lines.map((line) => `  ${line}`).join('\n')}`);
}

function secondsSince(start: number): string {
  return ((performance.now() - start) / 1000).toFixed(1);
}
