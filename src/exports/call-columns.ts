import { ArtifactState, CallDirection, type CallObject, CallStatus, ConversationOutcome } from '../calls/index.js';
import type { Conclusion } from '../transcripts/index.js';

/** A call, as lists show it, with what is known of it elsewhere. */
export interface ExportedCall {
  call: CallObject;
  /** Null if the application was removed meanwhile. */
  applicationName: string | null;
  /** Null unless the call has a transcript. */
  conclusion: Conclusion | null;
}

type Column = (exported: ExportedCall) => string | number | null | undefined;

/** The columns of the file in their order. They are API: new ones come at the end, and none is renamed. */
const COLUMNS: Readonly<Record<string, Column>> = {
  callId: ({ call }) => call.callId,
  application: ({ applicationName }) => applicationName,
  direction: ({ call }) => nameIn(CallDirection, call.direction),
  fromNumber: ({ call }) => call.fromNumber,
  toNumber: ({ call }) => call.toNumber,
  startTime: ({ call }) => call.startTime,
  endTime: ({ call }) => call.endTime,
  durationSeconds: ({ call }) => call.durationSeconds,
  status: ({ call }) => nameIn(CallStatus, call.status),
  statusReason: ({ call }) => call.statusReason,
  costAmount: ({ call }) => call.cost?.amount,
  costCurrency: ({ call }) => call.cost?.currency,
  conversationId: ({ call }) => call.conversationId,
  transcriptState: ({ call }) => nameIn(ArtifactState, call.transcriptState),
  recordingState: ({ call }) => nameIn(ArtifactState, call.recordingState),
  outcome: ({ conclusion }) => conclusion && nameIn(ConversationOutcome, conclusion.outcome),
  summary: ({ conclusion }) => conclusion?.summary,
};

export const COLUMN_NAMES: readonly string[] = Object.keys(COLUMNS);

/** The texts of a call's columns; empty where nothing is known. */
export function cellsOf(exported: ExportedCall): string[] {
  return Object.values(COLUMNS).map((column) => String(column(exported) ?? ''));
}

/** What GraphQL calls a value of an enum. */
function nameIn(names: Readonly<Record<string, string>>, value: string): string | undefined {
  return Object.keys(names).find((name) => names[name] === value);
}
