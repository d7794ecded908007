/** What was done. The values are stored: a word is never reworded. */
export enum AuditAction {
  WORKSPACE_CREATED = 'workspace_created',
  SIGNED_IN = 'signed_in',
  SIGN_IN_REFUSED = 'sign_in_refused',
  USER_CREATED = 'user_created',
  USER_UPDATED = 'user_updated',
  USER_REMOVED = 'user_removed',
  PASSWORD_CHANGED = 'password_changed',
  PASSWORD_CHANGE_REFUSED = 'password_change_refused',
  PASSWORD_SET = 'password_set',
  API_KEY_CREATED = 'api_key_created',
  API_KEY_REVOKED = 'api_key_revoked',
  ACCOUNT_ADDED = 'account_added',
  ACCOUNT_UPDATED = 'account_updated',
  ACCOUNT_VERIFIED = 'account_verified',
  ACCOUNT_REMOVED = 'account_removed',
  APPLICATION_CREATED = 'application_created',
  APPLICATION_UPDATED = 'application_updated',
  APPLICATION_REMOVED = 'application_removed',
  WEBHOOK_SECRET_ROTATED = 'webhook_secret_rotated',
  SCENARIO_DEPLOYED = 'scenario_deployed',
  SYNC_STARTED = 'sync_started',
  SYNC_RETRIED = 'sync_retried',
  SYNC_CANCELLED = 'sync_cancelled',
  CALL_ERASED = 'call_erased',
  CALLS_EXPORTED = 'calls_exported',
  RECORDING_OPENED = 'recording_opened',
  WEBHOOK_REPLAYED = 'webhook_replayed',
}

/** Who did it: with which credentials, or with none that are good. */
export enum AuditActorKind {
  USER = 'user',
  API_KEY = 'api_key',
  NOBODY = 'nobody',
}

/** What it was done to. */
export enum AuditTargetKind {
  WORKSPACE = 'workspace',
  USER = 'user',
  API_KEY = 'api_key',
  ACCOUNT = 'account',
  APPLICATION = 'application',
  CALL = 'call',
  SYNC_RUN = 'sync_run',
  WEBHOOK_EVENT = 'webhook_event',
}
