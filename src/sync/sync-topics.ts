import type { SyncRunSnapshot } from './sync-run.snapshot.js';

/** The message on {@link runTopic} and {@link workspaceRunsTopic}. */
export interface RunMessage {
  run: SyncRunSnapshot;
}

export const runTopic = (runId: string) => `sync.run.${runId}`;
export const workspaceRunsTopic = (workspaceId: string) => `sync.runs.${workspaceId}`;
