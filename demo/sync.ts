import type { Api } from './api.js';
import { DemoError } from './demo-error.js';

export interface Progress {
  /** Rises with every snapshot. */
  sequence: number;
  done: number;
  total: number | null;
  /** 0 to 1. */
  fraction: number | null;
  itemsPerSecond: number | null;
  etaSeconds: number | null;
}

/** A run as the API shows it. */
export interface Run {
  id: string;
  status: string;
  /** RFC 3339, as all instants. */
  to: string;
  startedAt: string | null;
  finishedAt: string | null;
  progress: Progress;
  counts: {
    totalProcessed: number;
    newCalls: number;
    updatedCalls: number;
    unchangedCalls: number;
    transcriptsSynced: number;
    audiosSynced: number;
    skipped: number;
    failed: number;
    bytesDownloaded: number;
  };
  error: { code: string; message: string } | null;
}

const RUN = `
  id status to startedAt finishedAt
  progress { sequence done total fraction itemsPerSecond etaSeconds }
  counts {
    totalProcessed newCalls updatedCalls unchangedCalls transcriptsSynced audiosSynced skipped failed bytesDownloaded
  }
  error { code message }`;

const SYNC_CALLS = `mutation ($input: SyncCallsInput!) { syncCalls(input: $input) { run { id } } }`;
const PROGRESS = `subscription ($runId: ID!) { syncProgress(runId: $runId) { ${RUN} } }`;
const FINAL = new Set(['SUCCEEDED', 'PARTIAL', 'FAILED', 'CANCELLED']);

/** @returns the id of the run that fetches the calls of the last 30 days */
export async function syncCalls(api: Api, applicationId: string): Promise<string> {
  const { syncCalls: started } = await api.request<{ syncCalls: { run: { id: string } } }>(SYNC_CALLS, {
    input: { applicationId },
  });
  return started.run.id;
}

/** @returns the id of the run that fetches the transcripts and the audio of the calls that are in */
export async function syncPendingData(api: Api, applicationId: string): Promise<string> {
  const mutation = `mutation ($id: ID!) { syncPendingData(applicationId: $id) { run { id } } }`;
  const { syncPendingData: started } = await api.request<{ syncPendingData: { run: { id: string } } }>(mutation, {
    id: applicationId,
  });
  return started.run.id;
}

/**
 * Follows a run to its end.
 * @param show is handed each snapshot, none of them older than the one before
 * @throws DemoError if it ends otherwise than well; the signal's reason
 */
export async function follow(api: Api, runId: string, show: (run: Run) => void, signal: AbortSignal): Promise<Run> {
  let newest: Run | undefined;
  for await (const { syncProgress: run } of api.subscribe<{ syncProgress: Run }>(PROGRESS, { runId }, signal)) {
    if (newest !== undefined && run.progress.sequence < newest.progress.sequence) continue;
    newest = run;
    show(run);
  }
  signal.throwIfAborted();
  if (newest === undefined || !FINAL.has(newest.status)) {
    throw new DemoError(`The subscription ended while the sync was ${newest?.status ?? 'not seen at all'}`);
  }
  if (newest.status !== 'SUCCEEDED') {
    throw new DemoError(`The sync ended as ${newest.status}: ${newest.error?.message ?? 'some items failed'}`);
  }
  return newest;
}
