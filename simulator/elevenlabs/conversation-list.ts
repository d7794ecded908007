import type { Application } from '../accounts/application.js';
import { compareEntries, type Entry, merge } from '../data/timeline.js';
import { type ConversationQuery, writeCursor } from './conversation-query.js';
import type { RawConversation } from './wire.js';

/** One page of the conversations of all agents of a workspace (reference 2.2) at `now` (Unix seconds). */
export function listConversations(applications: readonly Application[], query: ConversationQuery, now: number): object {
  const agents = applications.filter(({ agentId }) => query.agentId === undefined || agentId === query.agentId);
  const rows: RawConversation[] = [];
  for (const entry of entriesOf(agents, query, now)) {
    const row = entry.row(now);
    if (query.matches(row)) rows.push(row);
    if (rows.length > query.pageSize) break; // one more tells that there is a next page
  }
  const page = rows.slice(0, query.pageSize);
  const last = page.at(-1);
  const has_more = rows.length > page.length;
  return {
    conversations: page.map((row) => toListRow(row, query.withSummary)),
    next_cursor: has_more && last ? writeCursor(last) : null,
    has_more,
  };
}

function* entriesOf(
  agents: readonly Application[],
  { ascending, after, startedFrom, startedTo }: ConversationQuery,
  now: number,
): Generator<Entry<RawConversation>, void, undefined> {
  const window = { fromSeconds: startedFrom, toSeconds: Math.min(startedTo, now) };
  if (after && ascending) window.fromSeconds = Math.max(startedFrom, after.startSeconds);
  if (after && !ascending) window.toSeconds = Math.min(window.toSeconds, after.startSeconds);
  const walks = agents.map(({ conversations }) => conversations.walk(window, !ascending));
  for (const entry of merge(walks, !ascending)) {
    const behind = !after || (ascending ? compareEntries(entry, after) > 0 : compareEntries(entry, after) < 0);
    if (behind) yield entry;
  }
}

/** No numbers, no variables, no audio flags: every candidate needs a GET (reference 2.2). */
function toListRow(conversation: RawConversation, withSummary: boolean): object {
  const { agent_id, agent_name, conversation_id, status, metadata, analysis, transcript, tag_ids } = conversation;
  const tools = transcript.flatMap(({ tool_calls }) => tool_calls?.map(({ tool_name }) => tool_name) ?? []);
  return {
    agent_id,
    agent_name: agent_name ?? null,
    branch_id: null,
    version_id: null,
    conversation_id,
    start_time_unix_secs: metadata.start_time_unix_secs,
    call_duration_secs: metadata.call_duration_secs,
    message_count: transcript.length,
    status,
    termination_reason: metadata.termination_reason ?? '',
    call_successful: analysis?.call_successful ?? 'unknown',
    call_success_score: null,
    transcript_summary: withSummary ? (analysis?.transcript_summary ?? null) : null,
    call_summary_title: analysis?.call_summary_title ?? null,
    main_language: metadata.main_language ?? null,
    conversation_initiation_source: 'unknown',
    tool_names: [...new Set(tools)],
    direction: null,
    rating: null,
    tag_ids: tag_ids ?? [],
  };
}
