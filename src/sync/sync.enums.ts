export enum SyncKind {
  CALLS = 'calls',
  TRANSCRIPT = 'transcript',
  AUDIO = 'audio',
  CALL_DATA = 'call_data',
  PENDING_DATA = 'pending_data',
}

export enum SyncTrigger {
  MANUAL = 'manual',
  SCHEDULE = 'schedule',
  WEBHOOK = 'webhook',
  RETRY = 'retry',
}

/** WAITING: the upstream asked for a pause, see resumeAt. PARTIAL: finished, with some items failed. The last four are final. */
export enum SyncStatus {
  QUEUED = 'queued',
  RUNNING = 'running',
  WAITING = 'waiting',
  CANCELLING = 'cancelling',
  SUCCEEDED = 'succeeded',
  PARTIAL = 'partial',
  FAILED = 'failed',
  CANCELLED = 'cancelled',
}

export enum SyncPhase {
  CALLS = 'calls',
  TRANSCRIPTS = 'transcripts',
  AUDIO = 'audio',
}

/** CONFIGURATION: somebody has to change a setting. TRANSIENT: it may work later. INTERNAL: a fault of this server. */
export enum SyncErrorKind {
  CONFIGURATION = 'configuration',
  TRANSIENT = 'transient',
  INTERNAL = 'internal',
}

export const FINAL_STATUSES: readonly SyncStatus[] = [
  SyncStatus.SUCCEEDED,
  SyncStatus.PARTIAL,
  SyncStatus.FAILED,
  SyncStatus.CANCELLED,
];
