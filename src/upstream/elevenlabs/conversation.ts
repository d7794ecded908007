/** One conversation of an agent. Times are UTC; every list is in the order in which ElevenLabs gives it. */
export interface Conversation {
  conversationId: string;
  /** To be compared with the agent that was meant before anything is shown: a key sees every agent of its workspace. */
  agentId: string;
  agentName: string | undefined;
  /** `initiated`, `in-progress`, `processing`, `done`, `failed`; an open list. Empty until `processing`, final from `done` on. */
  status: string;
  userId: string | undefined;
  startedAt: Date | undefined;
  acceptedAt: Date | undefined;
  /** Undefined while it runs, when ElevenLabs says 0. */
  durationSeconds: number | undefined;
  /** What it cost in ElevenLabs' credits, which are no money. */
  credits: number | undefined;
  language: string | undefined;
  /** Free text in English, or empty. */
  terminationReason: string | undefined;
  error: { code: number | undefined; reason: string | undefined } | undefined;
  /** Only a hint: it can lag behind the audio, and run ahead of it. */
  hasAudio: boolean | undefined;
  audioDeletedAt: Date | undefined;
  transcriptDeletedAt: Date | undefined;
  summary: string | undefined;
  title: string | undefined;
  /** How the agent's goal was judged: `success`, `failure`, `unknown`; an open list. */
  outcome: string | undefined;
  evaluations: ConversationEvaluation[];
  collected: CollectedValue[];
  /** What the client sent and the `system__` ones, without secrets and without the copy of the transcript. */
  dynamicVariables: ReadonlyMap<string, string | number | boolean | null>;
  turns: ConversationTurn[];
}

/** Why a conversation failed, in ElevenLabs' words; all of them are empty by default. */
export function failureReasonOf({ error, terminationReason }: Conversation): string {
  return error?.reason || terminationReason || 'ElevenLabs gives no reason';
}

export interface ConversationEvaluation {
  criterionId: string;
  /** `success`, `failure`, `unknown`; an open list. */
  result: string | undefined;
  rationale: string | undefined;
  score: number | undefined;
}

export interface CollectedValue {
  dataCollectionId: string;
  /** Any JSON, null included. */
  value: unknown;
  rationale: string | undefined;
}

/** A tool use is several turns: one with the calls, one with the results, both without text, then the spoken one. */
export interface ConversationTurn {
  /** `user`, `agent`; an open list. */
  role: string;
  text: string | undefined;
  /** What the agent meant to say before it was interrupted. */
  originalText: string | undefined;
  /** Seconds into the conversation; neither unique nor always rising. */
  offsetSeconds: number;
  interrupted: boolean;
  sourceMedium: string | undefined;
  toolCalls: ConversationToolCall[];
  toolResults: ConversationToolResult[];
}

export interface ConversationToolCall {
  requestId: string | undefined;
  name: string;
  type: string | undefined;
  /** JSON as text, at times broken. */
  paramsJson: string | undefined;
}

export interface ConversationToolResult {
  requestId: string | undefined;
  name: string;
  type: string | undefined;
  result: string | undefined;
  failed: boolean;
  errorMessage: string | undefined;
  latencySeconds: number | undefined;
}

/** A row of the list. Numbers, variables and audio flags are only in the conversation itself. */
export interface ConversationSummary {
  conversationId: string;
  agentId: string | undefined;
  status: string | undefined;
  startedAt: Date | undefined;
  /** Undefined while it runs. */
  durationSeconds: number | undefined;
  messageCount: number | undefined;
}

export interface ConversationPage {
  conversations: ConversationSummary[];
  /** Rows that could not be read, by their position; they never stop a page. */
  unreadable: { index: number; reason: string }[];
  nextCursor: string | undefined;
}

/** An agent as far as it concerns a mirror. Prompts and tools, which hold secrets, are left behind. */
export interface Agent {
  agentId: string;
  name: string | undefined;
  /** False: there will never be audio. */
  recordsVoice: boolean | undefined;
  /** True: nothing can be fetched after a conversation, only its webhooks carry it. */
  zeroRetention: boolean | undefined;
  /** −1: for good. */
  retentionDays: number | undefined;
}
