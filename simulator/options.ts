/** How many sessions an application has, and how often (shares of 0–1) and how late (seconds) trouble comes with them. */
export interface CallsOptions {
  /** Generated sessions in each application; 0 makes an empty one. */
  perApplication: number;
  /** The sessions are spread over so many days … */
  days: number;
  /** … before this moment. Later than now makes sessions appear while the simulator runs. Now, if left out. */
  until?: Date;
  /** Every `every` sessions, `sessions` of them start in the same second. */
  burst: { every: number; sessions: number };
  /** In the middle of the data so many sessions start in the same second; more than 1000 fill a page. */
  largestBurst: number;
  /** So many sessions still run at `until`. */
  running: number;
  /** Seconds after the end of a session at which its costs appear, least and most. */
  billing: { legs: Range; records: Range; otherResources: Range };
  /** Share of the sessions whose records and other resources are billed only one or two days later. */
  billedVeryLate: number;
  conversations: ConversationsOptions;
}

export interface ConversationsOptions {
  /** Share of the finished conversations that stay in `processing`. */
  stuck: number;
  failed: number;
  withoutAudio: number;
  /** Share of those whose recording comes some minutes after the conversation is done. */
  lateAudio: number;
  /** Share of those that were deleted at ElevenLabs, though the call still names them. */
  deleted: number;
  /** Seconds of `processing` after the end, least and most. */
  processing: Range;
}

/** Settings of which any may be left out. */
export type CallsInput = Partial<Omit<CallsOptions, 'billing' | 'conversations'>> & {
  billing?: Partial<CallsOptions['billing']>;
  conversations?: Partial<ConversationsOptions>;
};

/** Least and most. */
export type Range = readonly [number, number];

export interface AccountOptions {
  /** Number of applications; each has its own agent. */
  applications?: number;
  calls?: CallsInput;
  /** `USD`, `EUR`, `RUR`, … */
  currency?: string;
  /** The account's own time zone, meant by `timezone=auto`. */
  location?: string;
}

export interface SimulatorOptions extends AccountOptions {
  /** The same seed and the same clock give the same data. */
  seed?: number;
  /** Number of accounts made at the start; more can be added. */
  accounts?: number;
  /** 0 takes any free port. */
  port?: number;
  host?: string;
  /** What the data takes for now: which sessions have begun, ended, been billed. */
  clock?: () => Date;
  /** What tokens are checked by. Apart from `clock`, since the code under test signs with the real time. */
  tokenClock?: () => Date;
  /** Delay of every answer. */
  latencyMs?: number;
}

const DEFAULT_CALLS: CallsOptions = {
  perApplication: 400,
  days: 30,
  burst: { every: 150, sessions: 4 },
  largestBurst: 0,
  running: 2,
  billing: { legs: [5, 20], records: [60, 180], otherResources: [120, 420] },
  billedVeryLate: 0.005,
  conversations: {
    stuck: 0.005,
    failed: 0.01,
    withoutAudio: 0.02,
    lateAudio: 0.01,
    deleted: 0.005,
    processing: [3, 30],
  },
};

export function callsOptions({ billing, conversations, ...calls }: CallsInput = {}): CallsOptions {
  return {
    ...DEFAULT_CALLS,
    ...calls,
    billing: { ...DEFAULT_CALLS.billing, ...billing },
    conversations: { ...DEFAULT_CALLS.conversations, ...conversations },
  };
}
