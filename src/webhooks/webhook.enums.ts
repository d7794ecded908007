/** Who has sent a webhook. */
export enum WebhookSource {
  VOXIMPLANT = 'voximplant',
  ELEVENLABS = 'elevenlabs',
}

/**
 * PENDING: to be processed, at once or when its time has come. WAITING: for the call that it is about, which is not known
 * yet. The others are final; FAILED has a reason, and can be replayed.
 */
export enum WebhookStatus {
  PENDING = 'pending',
  WAITING = 'waiting',
  PROCESSED = 'processed',
  FAILED = 'failed',
}
