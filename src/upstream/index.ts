export { type UpstreamClock, systemClock } from './upstream-clock.js';
export { UpstreamError, type UpstreamFault, type UpstreamName } from './upstream.error.js';
export { cleanJsonText } from './json-text.js';
export { withPatience } from './patience.js';
export type { UpstreamFile } from './upstream-file.js';
export { UpstreamHttp } from './upstream-http.js';
export { LocalLimiter, type UpstreamLimiter } from './upstream-limiter.js';
export { settingsFor, type UpstreamSettings } from './upstream-settings.js';
export type {
  CallHistoryPage,
  CallLeg,
  CallRecord,
  CallSession,
  EndReason,
  ResourceUsage,
  UnreadableRow,
} from './voximplant/call-session.js';
export type { SessionLookup } from './voximplant/session-lookup.js';
export {
  type CallHistoryByIdsQuery,
  type CallHistoryQuery,
  DEEPEST_OFFSET,
  MOST_ROWS,
} from './voximplant/call-history-query.js';
export { type UpstreamOptions, VoximplantClient } from './voximplant/voximplant.client.js';
export { parseServiceAccountKey, type VoximplantCredentials } from './voximplant/voximplant-credentials.js';
export type { AccountInfo } from './voximplant/voximplant.wire.js';
export type { VoximplantApplication, VoximplantRule } from './voximplant/platform.wire.js';
export {
  type Agent,
  type CollectedValue,
  type Conversation,
  type ConversationEvaluation,
  type ConversationPage,
  type ConversationSummary,
  type ConversationToolCall,
  type ConversationToolResult,
  type ConversationTurn,
  failureReasonOf,
} from './elevenlabs/conversation.js';
export type { ConversationFilter } from './elevenlabs/conversation-filter.js';
export {
  ElevenLabsClient,
  type ElevenLabsCredentials,
  type ElevenLabsOptions,
  type FetchedConversation,
} from './elevenlabs/elevenlabs.client.js';
export { ELEVENLABS_REGION_URLS, type ElevenLabsRegion } from './elevenlabs/elevenlabs-region.js';
export { readConversation } from './elevenlabs/conversation.reader.js';
export {
  dynamicVariableOf,
  type ElevenLabsEvent,
  type InitiationFailure,
  readElevenLabsEvent,
  readInitiationFailure,
  toFetchedConversation,
} from './elevenlabs/webhook-event.reader.js';
export { UPSTREAM_CLOCK, UPSTREAM_LIMITER, UpstreamModule } from './upstream.module.js';
