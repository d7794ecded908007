/**
 * What costs more than one field of the answer: work of the database or of an upstream, counted as the fields that could
 * be answered in its place. By `Type.field`.
 */
export const WEIGHTS: Readonly<Record<string, number>> = {
  'Query.callStats': 5_000, // reads every call that the filter finds
  'Account.remoteApplications': 1_000, // asks an upstream
  'Application.scenario': 5,
  'CallConnection.totalCount': 1_000,
  'CallEdge.highlights': 5,
  'Recording.url': 5,
};

/** Of a field of `Query` or `Subscription` that has no weight of its own: a statement or two. */
export const ROOT_WEIGHT = 10;

/** Of a field of `Mutation`: writes, hashes a password, starts a run or asks an upstream. */
export const MUTATION_WEIGHT = 1_000;

/** Of `__schema` and `__type`; what is below them is small, and GraphQL's own rule keeps it from nesting. */
export const INTROSPECTION_WEIGHT = 5_000;

/** How many items a list without pages is taken to have, as its size is not known beforehand: what is usual, or a bit more. */
export const LIST_SIZES: Readonly<Record<string, number>> = {
  'Account.applications': 20,
  'Account.remoteApplications': 50,
  'Application.activeRuns': 3,
  'Call.legs': 3,
  'CallEdge.highlights': 3,
  'CallStats.byStatus': 5,
  'CallStats.cost': 2,
  'CallStats.series': 200,
  'CallStatsPoint.cost': 2,
  'ConnectionTest.applications': 50,
  'ConnectionTest.warnings': 3,
  'Query.accounts': 10,
  'Query.apiKeys': 50,
  'Query.applications': 50,
  'Query.users': 50,
  'Scenario.secretNames': 2,
  'SyncRun.failures': 100,
  'Transcript.evaluations': 5,
  'Transcript.messages': 50,
  'TranscriptMessage.toolCalls': 1,
};

/** Of a list that is not among {@link LIST_SIZES}. */
export const LIST_SIZE = 50;
