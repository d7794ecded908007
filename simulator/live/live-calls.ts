import { setTimeout as sleep } from 'node:timers/promises';
import { recordIdOf } from '../data/ids.js';
import { phoneNumber, ownNumber } from '../data/numbers.js';
import { Random } from '../data/random.js';
import { writeTranscript } from '../data/transcript-writer.js';
import type { RawConversation } from '../elevenlabs/wire.js';
import type { Simulator } from '../simulator.js';
import { formatDate } from '../voximplant/dates.js';
import { WebhookSender, type WebhookTarget } from './webhook-sender.js';

/** Ids of sessions that are acted out lie above all others. */
const FIRST_SESSION = 95_000_000_000;
/** The ids between are those of the legs. */
const SESSION_STEP = 10;
const CENTS_PER_MINUTE = 1.2;

/** How long things take, in milliseconds. */
export interface Pace {
  /** Until the call is answered and the agent is connected. */
  ring: number;
  /** Until it ends. */
  talk: number;
  /** From the end until the call history lists the session. */
  history: number;
  /** From the end until ElevenLabs is done with the conversation. */
  processing: number;
  /** From then until there is audio. */
  audio: number;
  /** From the end until all parts of the session are billed. */
  billing: number;
}

const REALISTIC: Pace = { ring: 4_000, talk: 45_000, history: 3_000, processing: 8_000, audio: 3_000, billing: 60_000 };

export interface LiveCallsOptions {
  /** Who is told by webhooks; nobody, if left out. */
  target?: WebhookTarget;
  pace?: Partial<Pace>;
  seed?: number;
}

export interface ActedCall {
  sessionId: string;
  conversationId: string;
  direction: 'inbound' | 'outbound';
  from: string;
  to: string;
  startedAt: Date;
}

/**
 * Acts whole calls out, as time goes by: the scenario tells of them, history row and conversation appear when they would,
 * and ElevenLabs tells of transcript and audio.
 */
export class LiveCalls {
  private readonly pace: Pace;
  private readonly sender: WebhookSender | undefined;
  private readonly seed: number;
  private acted = 0;

  /** @param applicationId the application's number at the simulated Voximplant */
  constructor(
    private readonly simulator: Simulator,
    private readonly applicationId: string,
    { target, pace, seed = 1 }: LiveCallsOptions = {},
  ) {
    this.pace = { ...REALISTIC, ...pace };
    this.sender = target && new WebhookSender(target);
    this.seed = seed;
  }

  /** One call from its first ring to its bill. @param signal breaks it off */
  async act({
    signal,
    onStarted,
  }: { signal?: AbortSignal; onStarted?: (call: ActedCall) => void } = {}): Promise<ActedCall> {
    const { pace } = this;
    const pause = (milliseconds: number) => sleep(milliseconds, undefined, { signal });
    const call = this.begin();
    onStarted?.(call);
    await this.tell(call, 'call.started');
    await pause(pace.ring);
    const answeredAt = new Date();
    this.putConversation(call, answeredAt, 'in-progress');
    await this.tell(call, 'conversation.started');
    await pause(pace.talk);
    const endedAt = new Date();
    this.putConversation(call, answeredAt, 'processing', endedAt);
    await this.tell(call, 'call.finished');
    await Promise.all([
      pause(pace.history).then(() => this.putSession(call, answeredAt, endedAt, false)),
      pause(pace.processing).then(() => this.conclude(call, answeredAt, endedAt, pause)),
      pause(Math.max(pace.billing, pace.history)).then(() => this.putSession(call, answeredAt, endedAt, true)),
    ]);
    return call;
  }

  private begin(): ActedCall {
    const number = this.acted++;
    const random = new Random(this.seed, number, 13);
    const [own, other] = [ownNumber(random), phoneNumber(random)];
    const inbound = number % 2 === 0;
    return {
      sessionId: String(FIRST_SESSION + this.seed * 100_000 + number * SESSION_STEP),
      conversationId: `conv_${random.text(28)}`,
      direction: inbound ? 'inbound' : 'outbound',
      from: inbound ? other : own,
      to: inbound ? own : other,
      startedAt: new Date(),
    };
  }

  private async tell(call: ActedCall, event: 'call.started' | 'conversation.started' | 'call.finished'): Promise<void> {
    const { sessionId, conversationId, direction, from, to } = call;
    await this.sender?.scenario({
      event,
      eventId: `${sessionId}:${event}`,
      sessionId,
      ...(event !== 'call.started' && { conversationId }),
      direction,
      from,
      to,
      at: new Date().toISOString(),
    });
  }

  /** The analysis is done, then the audio is there; ElevenLabs tells of both. */
  private async conclude(
    call: ActedCall,
    answeredAt: Date,
    endedAt: Date,
    pause: (milliseconds: number) => Promise<void>,
  ): Promise<void> {
    const conversation = this.putConversation(call, answeredAt, 'done', endedAt);
    await this.sender?.elevenLabs('post_call_transcription', conversation);
    await pause(this.pace.audio);
    this.putConversation(call, answeredAt, 'done', endedAt, true);
    const { agent_id, conversation_id } = conversation;
    const audio = this.simulator.audioOf(conversation_id);
    if (audio !== undefined) await this.sender?.audio({ agent_id, conversation_id }, () => audio.chunks());
  }

  private putConversation(
    { sessionId, conversationId }: ActedCall,
    answeredAt: Date,
    status: RawConversation['status'],
    endedAt?: Date,
    has_audio = false,
  ): RawConversation {
    const seconds = endedAt === undefined ? 0 : secondsBetween(answeredAt, endedAt);
    const agentId = this.simulator.accounts
      .flatMap(({ applications }) => applications)
      .find(({ id }) => id === this.applicationId)!.agentId;
    const random = new Random(this.seed, Number(sessionId), 14);
    const { turns, language, analysis } = writeTranscript(random, agentId, Math.max(seconds, 20));
    return this.simulator.addConversation(this.applicationId, {
      conversation_id: conversationId,
      status,
      has_audio,
      metadata: {
        start_time_unix_secs: Math.floor(answeredAt.getTime() / 1000),
        call_duration_secs: seconds,
        main_language: language,
      },
      analysis: status === 'done' ? analysis : null,
      transcript: endedAt === undefined ? [] : turns,
      conversation_initiation_client_data: { dynamic_variables: { voximplant_session_id: sessionId } },
    });
  }

  private putSession(call: ActedCall, answeredAt: Date, endedAt: Date, billed: boolean): void {
    const { sessionId, conversationId, direction, from, to, startedAt } = call;
    const inbound = direction === 'inbound';
    const seconds = secondsBetween(answeredAt, endedAt);
    this.simulator.addSession(this.applicationId, {
      call_session_history_id: Number(sessionId),
      start_date: formatDate(Math.floor(startedAt.getTime() / 1000)),
      duration: secondsBetween(startedAt, endedAt),
      finish_reason: 'Normal termination',
      custom_data: JSON.stringify({ v: 1, c: conversationId }),
      calls: [
        {
          call_id: Number(sessionId) + 1,
          start_time: formatDate(Math.floor(startedAt.getTime() / 1000)),
          duration: seconds,
          incoming: inbound,
          successful: true,
          end_reason: { code: 200, details: 'Normal call clearing' },
          local_number: inbound ? to : from,
          remote_number: inbound ? from : to,
          remote_number_type: 'pstn',
          transaction_id: recordIdOf(Number(sessionId), 0),
          ...(billed && { cost: Number((Math.ceil(seconds / 60) * (CENTS_PER_MINUTE / 100)).toFixed(4)) }),
        },
      ],
    });
  }
}

function secondsBetween(from: Date, to: Date): number {
  return Math.max(1, Math.round((to.getTime() - from.getTime()) / 1000));
}
