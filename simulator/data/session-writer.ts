import { PHONE_RECORD } from '../audio/mp3-frame.js';
import { Mp3 } from '../audio/mp3.js';
import { formatDate } from '../voximplant/dates.js';
import type { RawRecord, RawResourceUsage, RawSession } from '../voximplant/wire.js';
import { customData, customDataKind } from './custom-data.js';
import { conversationIdOf, recordIdOf, transactionIdOf, usageIdOf } from './ids.js';
import { writeLegs } from './leg-writer.js';
import { Random } from './random.js';
import { type ApplicationFacts, begunMinutes, SessionDraft } from './session-draft.js';
import type { SessionPlan } from './session-plan.js';

const DAY_SECONDS = 86_400;
const LOG_DAYS = 30;
const RECORD_DAYS = 90;
/** Per begun minute, in the account's currency. */
const PRICE = { record: 0.0016, agentBridge: 0.004 };

/** The session as the history tells it at `now` (Unix seconds): running, ended, billed in part, billed. Dates are UTC. */
export function writeSession(plan: SessionPlan, facts: ApplicationFacts, now: number): RawSession {
  const draft = new SessionDraft(plan, facts, now);
  const calls = writeLegs(draft);
  const custom_data = writeCustomData(draft);
  const records = writeRecords(draft);
  const other_resource_usage = writeOtherResources(draft);
  return {
    call_session_history_id: draft.numeric(plan.sessionId),
    account_id: facts.accountId,
    application_id: facts.applicationId,
    application_name: facts.applicationName,
    rule_name: plan.shape === 'outbound' || plan.shape === 'noLeg' ? 'outbound-agent' : 'inbound-agent',
    start_date: formatDate(plan.startSeconds),
    ...(draft.ended
      ? { duration: draft.numeric(plan.durationSeconds), finish_reason: finishReason(plan) }
      : { active: true }),
    initiator_address: '203.0.113.10',
    media_server_address: draft.mediaServer,
    log_file_url: logFileUrl(draft),
    audio_quality: 'Standard',
    ...(custom_data !== undefined && { custom_data }),
    calls,
    ...(records.length > 0 && { records }),
    ...(other_resource_usage.length > 0 && { other_resource_usage }),
  };
}

/** The sound of a record. */
export function recordAudio(recordId: number, seconds: number): Mp3 {
  return new Mp3(PHONE_RECORD, `record ${recordId}`, seconds);
}

/** Written by the scenario once the agent is reached; before that the session has none. */
function writeCustomData({ plan, facts, now, answerSeconds }: SessionDraft): string | undefined {
  const random = new Random(facts.seed, plan.index, 6);
  const kind = customDataKind(random);
  if (now < answerSeconds) return undefined;
  const conversationId = plan.hasConversation ? conversationIdOf(facts.seed, plan.sessionId) : undefined;
  return customData(kind, conversationId, random);
}

/** The address is known from the start of the recording, its length at the end, its cost still later. */
function writeRecords(draft: SessionDraft): RawRecord[] {
  const { plan, now, answerSeconds } = draft;
  if (now < answerSeconds) return [];
  return draft.recordUrls.map((record_url, which) => {
    const record_id = recordIdOf(plan.sessionId, which);
    const seconds = Math.max(1, Math.ceil(plan.talkSeconds / (1 + which)) - 1);
    return {
      record_id,
      record_url,
      start_time: formatDate(answerSeconds),
      transaction_id: transactionIdOf(plan.sessionId, 5 + which),
      ...(draft.ended && { duration: seconds, file_size: recordAudio(record_id, seconds).size }),
      ...(draft.isBilled('records') && { cost: draft.cost(seconds, PRICE.record) }),
      transcription_status: 'Not required',
      expiration_date: formatDate(answerSeconds + RECORD_DAYS * DAY_SECONDS).slice(0, 10),
      is_removed: now > answerSeconds + RECORD_DAYS * DAY_SECONDS,
    };
  });
}

/** The bridge to the agent; unlike a leg it is listed only once it is billed. */
function writeOtherResources(draft: SessionDraft): RawResourceUsage[] {
  const { plan } = draft;
  if (!plan.hasConversation || !draft.isBilled('otherResources')) return [];
  return [
    {
      resource_usage_id: usageIdOf(plan.sessionId),
      resource_type: 'WEBSOCKET_AUDIO',
      cost: draft.cost(plan.talkSeconds, PRICE.agentBridge),
      used_at: formatDate(draft.answerSeconds),
      transaction_id: transactionIdOf(plan.sessionId, 8),
      resource_quantity: begunMinutes(plan.talkSeconds),
      unit: 'minute',
      ref_call_id: plan.sessionId + (plan.shape === 'sdkUser' ? 2 : 1),
    },
  ];
}

function finishReason({ shape }: SessionPlan): string {
  return shape === 'noLeg' ? 'JS session error' : 'Normal termination';
}

/** Empty once the log is gone. */
function logFileUrl({ plan, now, endSeconds }: SessionDraft): string {
  if (now > endSeconds + LOG_DAYS * DAY_SECONDS) return '';
  const date = formatDate(plan.startSeconds).slice(0, 10).replaceAll('-', '/');
  const name = plan.sessionId.toString(36);
  return `https://storage-gw-us-01.voximplant.com/voximplant-logs-secure/${date}/${name}.log?sessionid=${plan.sessionId}`;
}
