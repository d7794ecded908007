/** One run of a scenario with everything that belongs to it: an item of the call history. Times are UTC. */
export interface CallSession {
  /** `call_session_history_id`; a decimal integer, beyond 32 bits. */
  sessionId: string;
  startedAt: Date;
  /** The whole session, ringing included. Absent while it runs. */
  durationSeconds?: number | undefined;
  accountId?: string | undefined;
  applicationId?: string | undefined;
  /** The full one, `app.account.voximplant.com`. */
  applicationName?: string | undefined;
  ruleName?: string | undefined;
  userId?: string | undefined;
  /** How the script ended, which is not how the call went. */
  finishReason?: string | undefined;
  /** What the scenario noted; cut at 200 bytes, so JSON in it can be broken. */
  customData?: string | undefined;
  /** Empties after a month. A bearer secret where the storage is open. */
  logFileUrl?: string | undefined;
  /** Undocumented; probably whether the session still runs. */
  active?: boolean | undefined;
  legs: CallLeg[];
  records: CallRecord[];
  usages: ResourceUsage[];
}

/** One connection between the platform and a far side. Numbers are as they came: without `+`, or a SIP address or a user name. */
export interface CallLeg {
  /** `call_id`; absent only where Voximplant left it out. */
  callId?: string | undefined;
  startedAt?: Date | undefined;
  /** Talk time; zero or absent if nobody answered. */
  durationSeconds?: number | undefined;
  /** Seen from the platform: an SDK user who dials makes an incoming leg. */
  incoming: boolean;
  successful: boolean;
  localNumber?: string | undefined;
  remoteNumber?: string | undefined;
  /** In lower case: `pstn`, `mobile`, `user`, `sip`, …; an open list. */
  remoteNumberType?: string | undefined;
  diversionNumber?: string | undefined;
  endReason?: EndReason | undefined;
  /** Exact, in billionths of the account's currency. Absent until the leg is billed. */
  costNanos?: number | undefined;
  recordUrl?: string | undefined;
  customData?: string | undefined;
}

export interface EndReason {
  /** A SIP status code. */
  code?: number | undefined;
  details?: string | undefined;
}

export interface CallRecord {
  recordId?: string | undefined;
  /** A bearer secret where the storage is open; longer than 255 characters at times. */
  url?: string | undefined;
  startedAt?: Date | undefined;
  durationSeconds?: number | undefined;
  byteSize?: number | undefined;
  costNanos?: number | undefined;
  transcriptionStatus?: string | undefined;
  /** `YYYY-MM-DD`; the file is gone after it. */
  expirationDate?: string | undefined;
  removed: boolean;
}

/** Something else that was billed: the bridge to the agent, speech recognition, … */
export interface ResourceUsage {
  usageId?: string | undefined;
  /** An open list, e.g. `WEBSOCKET_AUDIO`. */
  type?: string | undefined;
  description?: string | undefined;
  usedAt?: Date | undefined;
  quantity?: number | undefined;
  unit?: string | undefined;
  costNanos?: number | undefined;
  /** The leg that it belongs to. */
  callId?: string | undefined;
}

/** A row that could not be read. It never stops its page. */
export interface UnreadableRow {
  /** Position on the page. */
  index: number;
  /** The id of the session, if at least that could be read. */
  sessionId?: string | undefined;
  reason: string;
}

export interface CallHistoryPage {
  sessions: CallSession[];
  unreadable: UnreadableRow[];
  /** Rows on the page, readable or not: fewer than were asked for means that it is the last one. */
  rowCount: number;
  /** Sessions in the whole window; only if it was asked for, and it may change from page to page. */
  totalCount?: number | undefined;
}
