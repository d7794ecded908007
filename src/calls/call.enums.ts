/** IN_PROGRESS is never the last word: it ends when the session is synced. */
export enum CallStatus {
  IN_PROGRESS = 'in_progress',
  ANSWERED = 'answered',
  NO_ANSWER = 'no_answer',
  BUSY = 'busy',
  FAILED = 'failed',
}

export enum CallDirection {
  INBOUND = 'inbound',
  OUTBOUND = 'outbound',
  UNKNOWN = 'unknown',
}

/** Where the link between a call and its conversation came from. */
export enum ConversationSource {
  CUSTOM_DATA = 'custom_data',
  WEBHOOK = 'webhook',
  DYNAMIC_VARIABLE = 'dynamic_variable',
  TIME_MATCH = 'time_match',
  MANUAL = 'manual',
}

/** How far a call's transcript or recording has come. */
export enum ArtifactState {
  NONE = 'none',
  EXPECTED = 'expected',
  PROCESSING = 'processing',
  AVAILABLE = 'available',
  ABSENT = 'absent',
  FAILED = 'failed',
  EXPIRED = 'expired',
  ERASED = 'erased',
}

/** How the agent's goal was judged, not whether the call was technically good. */
export enum ConversationOutcome {
  SUCCESS = 'success',
  FAILURE = 'failure',
  UNKNOWN = 'unknown',
}
