import { setTimeout as sleep } from 'node:timers/promises';
import type { LiveCalls } from '../simulator/index.js';
import type { Api } from './api.js';

/** A call as it changes while it takes place. */
export interface LiveCall {
  callId: string;
  direction: string;
  status: string;
  durationSeconds: number | null;
  transcriptState: string;
  recordingState: string;
}

const CALL_UPDATED = `subscription ($applicationId: ID) { callUpdated(applicationId: $applicationId) {
  callId direction status durationSeconds transcriptState recordingState
} }`;
const CALLS = 3;
const BETWEEN_MS = 1_200;
/** Until the subscription is sure to listen: what changed before is no news to it. */
const EARS_OPEN_MS = 500;
const LONGEST_MS = 30_000;

/**
 * Has some calls acted out, one after the other has begun, and shows what the API tells of them: each as it begins, when it
 * has ended, and once transcript and recording are in.
 */
export async function showLiveCalls(
  api: Api,
  applicationId: string,
  live: LiveCalls,
  show: (line: string) => void,
  interrupt: AbortSignal,
): Promise<void> {
  const done = new AbortController();
  const signal = AbortSignal.any([interrupt, done.signal, AbortSignal.timeout(LONGEST_MS)]);
  const acting = act(live, signal);
  acting.catch(() => undefined); // it is awaited below
  const shown = new Map<string, string>();
  const whole = new Set<string>();
  const updates = api.subscribe<{ callUpdated: LiveCall }>(CALL_UPDATED, { applicationId }, signal);
  for await (const { callUpdated: call } of updates) {
    const line = describeLiveCall(call);
    if (shown.get(call.callId) !== line) show(line);
    shown.set(call.callId, line);
    if (call.transcriptState === 'AVAILABLE' && call.recordingState === 'AVAILABLE') whole.add(call.callId);
    if (whole.size === CALLS) break;
  }
  done.abort();
  await acting.catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

/** What of it is worth a line. */
export function describeLiveCall(call: LiveCall): string {
  const { callId, direction, status, durationSeconds, transcriptState, recordingState } = call;
  const facts = [
    ...(durationSeconds === null ? [] : [`${durationSeconds} s`]),
    ...(transcriptState === 'AVAILABLE' ? ['transcript'] : []),
    ...(recordingState === 'AVAILABLE' ? ['recording'] : []),
  ];
  return [`${callId}  ${direction.padEnd(8)}  ${status.padEnd(11)}`, ...facts].join('  ').trimEnd();
}

async function act(live: LiveCalls, signal: AbortSignal): Promise<void> {
  const acted: Promise<unknown>[] = [];
  await sleep(EARS_OPEN_MS, undefined, { signal });
  for (let call = 0; call < CALLS; call++) {
    acted.push(live.act({ signal }));
    await sleep(BETWEEN_MS, undefined, { signal });
  }
  await Promise.all(acted);
}
