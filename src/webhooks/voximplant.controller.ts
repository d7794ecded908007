import { Controller, HttpStatus, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { WEBHOOKS_PATH } from '../applications/index.js';
import { Public } from '../auth/index.js';
import { AnonymousLimit } from '../rate-limits/index.js';
import { Inbox } from './inbox.js';
import { readBody } from './request-body.js';
import { readVoximplantEvent } from './voximplant-event.js';
import { type Reception, WebhookMetrics } from './webhook-metrics.js';
import { WebhookSenders } from './webhook-senders.js';
import { WebhookSource } from './webhook.enums.js';

const MOST_BYTES = 64 * 1024;

/** What the generated scenario posts. It is verified and kept; what it asks for is done afterwards. */
@Controller(WEBHOOKS_PATH)
export class VoximplantController {
  constructor(
    private readonly senders: WebhookSenders,
    private readonly inbox: Inbox,
    private readonly metrics: WebhookMetrics,
    private readonly strangers: AnonymousLimit,
  ) {}

  /**
   * @throws BadUserInputError for a body that is signed and cannot be read
   * @throws RateLimitedError after too many that are not signed
   */
  @Public()
  @Post('voximplant')
  async receive(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.metrics.watch(WebhookSource.VOXIMPLANT, () => this.answer(request, response));
  }

  private async answer(request: Request, response: Response): Promise<Reception> {
    const { VOXIMPLANT } = WebhookSource;
    const applicationId = request.get('X-Voxsync-Application');
    const sender = await this.senders.claim(VOXIMPLANT, applicationId, request.get('X-Voxsync-Signature'));
    const body = sender && (await readBody(request, MOST_BYTES));
    if (!sender?.check.update(body!).isGood()) {
      await this.strangers.countRequest(request);
      response.status(HttpStatus.UNAUTHORIZED).end();
      return 'refused';
    }
    const reception = await this.keep(sender.application, body!);
    response.status(HttpStatus.OK).end();
    return reception;
  }

  private async keep({ id: applicationId, workspaceId }: Scope, body: Buffer): Promise<Reception> {
    const event = readVoximplantEvent(body);
    if (event === undefined) return 'passed'; // a word of a later version
    const isNew = await this.inbox.add(
      { workspaceId, applicationId },
      {
        source: WebhookSource.VOXIMPLANT,
        eventId: event.eventId,
        type: event.type,
        sessionId: event.sessionId,
        conversationId: event.conversationId ?? null,
        occurredAt: event.at,
        body: await Inbox.compress(body),
      },
    );
    return isNew ? 'kept' : 'known';
  }
}

interface Scope {
  id: string;
  workspaceId: string;
}
