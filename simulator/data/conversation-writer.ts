import type { ConversationStatus, RawConversation, RawMetadata } from '../elevenlabs/wire.js';
import type { ConversationsOptions, Range } from '../options.js';
import { conversationIdOf } from './ids.js';
import { Dice, Random } from './random.js';
import type { SessionPlan } from './session-plan.js';
import { writeTranscript } from './transcript-writer.js';

/** What a conversation says about the agent it was held with. */
export interface AgentFacts {
  readonly seed: number;
  readonly agentId: string;
  readonly agentName: string;
  readonly fates: Dice<Fate>;
  /** Seconds of `processing` after the end, least and most. */
  readonly processing: Range;
}

/** What becomes of a conversation once it has ended. */
type Fate = 'done' | 'stuck' | 'failed' | 'withoutAudio' | 'lateAudio' | 'deleted';

/** Share of the conversations of an older scenario, which did not yet pass on the session's id. */
const WITHOUT_SESSION_ID = 0.03;
const LATE_AUDIO_SECONDS: Range = [60, 600];
const CREDITS_PER_SECOND = 6.7;

export interface ConversationPlan {
  readonly conversationId: string;
  readonly session: SessionPlan;
  readonly startSeconds: number;
  readonly durationSeconds: number;
  readonly fate: Fate;
  /** Unix seconds at which the analysis is there and the recording can be fetched. */
  readonly doneAt: number;
  readonly audioAt: number;
  readonly namesSession: boolean;
}

/** The conversation of a session; undefined where the agent was not reached or the conversation was deleted. */
export function planConversation(session: SessionPlan, facts: AgentFacts): ConversationPlan | undefined {
  if (!session.hasConversation) return undefined;
  const random = new Random(facts.seed, session.index, 11);
  const fate = random.roll(facts.fates);
  if (fate === 'deleted') return undefined;
  // The agent is connected after the answer, and leaves when the caller is passed on or hangs up.
  const delay = random.int(0, 1);
  const talk = session.transferAfterSeconds ?? session.talkSeconds;
  const startSeconds = session.startSeconds + session.ringSeconds + delay;
  const durationSeconds = Math.max(1, talk - delay - random.int(0, 1));
  const doneAt = startSeconds + durationSeconds + random.int(...facts.processing);
  return {
    conversationId: conversationIdOf(facts.seed, session.sessionId),
    session,
    startSeconds,
    durationSeconds,
    fate,
    doneAt,
    audioAt: doneAt + (fate === 'lateAudio' ? random.int(...LATE_AUDIO_SECONDS) : 0),
    namesSession: !random.chance(WITHOUT_SESSION_ID),
  };
}

/** The conversation as it reads at `now` (Unix seconds); reference 3.2 says what is there at which status. */
export function writeConversation(plan: ConversationPlan, facts: AgentFacts, now: number): RawConversation {
  const { conversationId, startSeconds, durationSeconds } = plan;
  const status = statusOf(plan, now);
  const ended = status !== 'in-progress';
  const transcript = writeTranscript(new Random(facts.seed, plan.session.index, 12), facts.agentId, durationSeconds);
  const audio = status === 'done' && plan.fate !== 'withoutAudio';
  return {
    agent_id: facts.agentId,
    agent_name: facts.agentName,
    conversation_id: conversationId,
    status,
    user_id: null,
    metadata: metadataOf(plan, status, transcript.language),
    analysis: status === 'done' ? transcript.analysis : null,
    transcript: ended ? (status === 'failed' ? transcript.turns.slice(0, 1) : transcript.turns) : [],
    conversation_initiation_client_data: {
      conversation_config_override: {},
      custom_llm_extra_body: {},
      dynamic_variables: {
        ...(plan.namesSession && { voximplant_session_id: String(plan.session.sessionId) }),
        system__agent_id: facts.agentId,
        system__conversation_id: conversationId,
        system__caller_id: null,
        system__called_number: null,
        system__call_duration_secs: ended ? durationSeconds : 0,
        system__time_utc: new Date((startSeconds + (ended ? durationSeconds : 0)) * 1000).toISOString(),
      },
    },
    has_audio: audio,
    has_user_audio: audio,
    has_response_audio: audio,
    has_auxiliary_audio: false,
    tag_ids: [],
  };
}

function statusOf({ startSeconds, durationSeconds, fate, doneAt }: ConversationPlan, now: number): ConversationStatus {
  if (now < startSeconds + durationSeconds) return 'in-progress';
  if (now < doneAt || fate === 'stuck') return 'processing';
  return fate === 'failed' ? 'failed' : 'done';
}

function metadataOf(plan: ConversationPlan, status: ConversationStatus, language: string): RawMetadata {
  const { startSeconds, durationSeconds } = plan;
  const seconds = status === 'in-progress' ? 0 : durationSeconds;
  const cost = Math.round(seconds * CREDITS_PER_SECOND);
  return {
    start_time_unix_secs: startSeconds,
    accepted_time_unix_secs: startSeconds,
    call_duration_secs: seconds,
    ...(status === 'done' && { cost, cost_fiat: Number((cost * 0.0002).toFixed(4)) }),
    phone_call: null, // the telephony is not ElevenLabs' own (reference, section 9)
    termination_reason:
      status === 'failed' ? 'custom_llm generation failed' : seconds > 0 ? 'Client disconnected: 1000' : '',
    error: status === 'failed' ? { code: 1011, reason: 'custom_llm generation failed' } : null,
    warnings: [],
    main_language: seconds > 0 ? language : null,
    text_only: false,
    authorization_method: 'authorization_header',
    conversation_initiation_source: 'unknown',
    deletion_settings: { delete_transcript_and_pii: false, delete_audio: false },
  };
}

/** @throws Error if the shares sum up to more than one */
export function fatesOf({ stuck, failed, withoutAudio, lateAudio, deleted }: ConversationsOptions): Dice<Fate> {
  const done = 1 - stuck - failed - withoutAudio - lateAudio - deleted;
  if (done < -Number.EPSILON) throw new Error('The shares of conversations sum up to more than 1.');
  return new Dice<Fate>({ done, stuck, failed, withoutAudio, lateAudio, deleted });
}
