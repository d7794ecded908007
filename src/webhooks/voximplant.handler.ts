import { Injectable } from '@nestjs/common';
import { type Application, isPastItsDays } from '../applications/index.js';
import { ConversationSource } from '../calls/index.js';
import { Clock } from '../common/clock.js';
import { SessionSync } from '../sync/index.js';
import { CallFollowUp } from './call-follow-up.js';
import { Inbox, type TakenEvent, type Verdict } from './inbox.js';
import { CALL_FINISHED, readVoximplantEvent, type VoximplantEvent } from './voximplant-event.js';
import { WebhookStatus } from './webhook.enums.js';

/**
 * What the scenario tells of a session becomes a call at once, with its conversation as soon as that is named. The events of
 * a session may come in any order: each adds what it knows, and the history has the last word.
 */
@Injectable()
export class VoximplantHandler {
  constructor(
    private readonly inbox: Inbox,
    private readonly sessions: SessionSync,
    private readonly followUp: CallFollowUp,
    private readonly clock: Clock,
  ) {}

  /** @throws UpstreamError where the history cannot be read */
  async process(application: Application, event: TakenEvent, body: Buffer): Promise<Verdict> {
    const told = readVoximplantEvent(body);
    if (told === undefined) return { status: WebhookStatus.PROCESSED };
    if (isPastItsDays(application, 'call', told.at, this.clock.now())) {
      return { status: WebhookStatus.PROCESSED, reason: 'The call is older than calls are kept' };
    }
    const callId = await this.sessions.announce(application, told);
    await this.link(application, event, told, callId);
    if (event.type !== CALL_FINISHED) return { status: WebhookStatus.PROCESSED };
    return this.followUp.next(application, told.sessionId, event.attempt);
  }

  private async link(
    application: Application,
    event: TakenEvent,
    { conversationId }: VoximplantEvent,
    callId: string,
  ): Promise<void> {
    if (conversationId === undefined || (await this.inbox.hasLater(event))) return;
    const linked = await this.sessions.link(application, callId, conversationId, ConversationSource.WEBHOOK);
    if (linked) await this.inbox.wake(application.id);
  }
}
