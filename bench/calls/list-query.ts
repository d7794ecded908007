/** The list that every server is asked for: 14 fields, and a filter that leaves enough calls in each application. */
export const LIST = `query ($filter: CallFilter, $first: Int, $after: String) {
  calls(filter: $filter, first: $first, after: $after) {
    nodes {
      id callId direction fromNumber toNumber startTime endTime durationSeconds
      status statusReason conversationId transcriptState recordingState updatedAt
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

export const PAGE_SIZE = 50;

/** The columns behind the 14 fields. */
export const COLUMNS = [
  'id',
  'session_id',
  'direction',
  'from_number',
  'to_number',
  'start_time',
  'end_time',
  'duration_seconds',
  'status',
  'status_reason',
  'conversation_id',
  'transcript_state',
  'recording_state',
  'updated_at',
] as const;

/** What the list is filtered by, in the words of the API. */
export interface ListFilter {
  /** As clients see it, `app_…`. */
  applicationId: string;
  status: string[];
  startTime: { from: string; to: string };
}

/** A row as the peers read it: instants as text, `2026-11-25 10:00:00.000`. */
export type ListRow = Record<(typeof COLUMNS)[number], string | number | null>;

/** What a peer that is given the workspace and the database has to know. */
export interface PeerSettings {
  /** As mysql2 takes it. */
  databaseUrl: string;
  workspaceId: string;
  /** HS256 key of the tokens that the peer takes, where it asks for one. */
  secret: string;
}

/** The key in a client's id: what stands behind `app_`. */
export function keyIn(globalId: string): string {
  return globalId.slice(globalId.indexOf('_') + 1);
}

/** An instant as the column holds it. */
export function toColumn(instant: string): string {
  return instant.slice(0, 23).replace('T', ' ');
}

/** The other way round. */
export function toInstant(column: string | number | null): string | null {
  return column === null ? null : `${String(column).replace(' ', 'T')}Z`;
}

/** The part of Voxsync's schema that the list needs, for the peers that are written by hand. */
export const SCHEMA = `
  scalar DateTime
  enum CallStatus { IN_PROGRESS ANSWERED NO_ANSWER BUSY FAILED }
  enum CallDirection { INBOUND OUTBOUND UNKNOWN }
  enum ArtifactState { NONE EXPECTED PROCESSING AVAILABLE ABSENT FAILED EXPIRED ERASED }
  input DateTimeRange { from: DateTime to: DateTime }
  input CallFilter { applicationId: ID status: [CallStatus!] startTime: DateTimeRange }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type CallConnection { nodes: [Call!]! pageInfo: PageInfo! }
  type Query { calls(filter: CallFilter, first: Int, after: String): CallConnection! }
  type Call {
    id: ID! callId: String! direction: CallDirection! fromNumber: String toNumber: String
    startTime: DateTime! endTime: DateTime durationSeconds: Int status: CallStatus! statusReason: String
    conversationId: String transcriptState: ArtifactState! recordingState: ArtifactState! updatedAt: DateTime!
  }
`;
