import { z } from 'zod';
import { unreadable } from '../json-text.js';
import { flag, moment, number, requiredRows, requiredText, section, text, whole } from '../wire-schema.js';
import { type Agent, type ConversationPage, type ConversationSummary } from './conversation.js';

const Summary = z.object({
  conversation_id: requiredText,
  agent_id: text,
  status: text,
  start_time_unix_secs: moment,
  call_duration_secs: whole,
  message_count: whole,
});

const Page = z.object({
  conversations: requiredRows,
  next_cursor: text,
  has_more: flag,
});

const AgentBody = z.object({
  agent_id: requiredText,
  name: text,
  platform_settings: section({
    privacy: section({ record_voice: flag, zero_retention_mode: flag, retention_days: number }),
  }),
});

/** @throws UpstreamError `bad_payload` for what is no page at all; a row without an id is reported in `unreadable` */
export function readConversationPage(body: unknown): ConversationPage {
  const { conversations: rows, next_cursor: cursor, has_more: hasMore } = parsed(Page, body);
  const page: ConversationPage = {
    conversations: [],
    unreadable: [],
    nextCursor: hasMore === false ? undefined : cursor,
  };
  rows.forEach((row, index) => {
    const summary = Summary.safeParse(row);
    if (summary.success) page.conversations.push(toSummary(summary.data));
    else page.unreadable.push({ index, reason: z.prettifyError(summary.error) });
  });
  return page;
}

/** @throws UpstreamError `bad_payload` */
export function readAgent(body: unknown): Agent {
  const agent = parsed(AgentBody, body);
  const privacy = agent.platform_settings?.privacy;
  return {
    agentId: agent.agent_id,
    name: agent.name,
    recordsVoice: privacy?.record_voice,
    zeroRetention: privacy?.zero_retention_mode,
    retentionDays: privacy?.retention_days,
  };
}

function toSummary(row: z.output<typeof Summary>): ConversationSummary {
  return {
    conversationId: row.conversation_id,
    agentId: row.agent_id,
    status: row.status,
    startedAt: row.start_time_unix_secs,
    durationSeconds: finalDuration(row.call_duration_secs, row.status),
    messageCount: row.message_count,
  };
}

/** @throws UpstreamError `bad_payload` if the body does not fit, which asking again does not change */
export function parsed<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (!result.success) throw unreadable('elevenlabs', `an unknown shape (${z.prettifyError(result.error)})`, false);
  return result.data;
}

/** While a conversation is not processed, 0 seconds means that nobody knows yet. */
export function finalDuration(seconds: number | undefined, status: string | undefined): number | undefined {
  const running = status === 'initiated' || status === 'in-progress';
  return running && seconds === 0 ? undefined : seconds;
}
