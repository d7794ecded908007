import { hash } from 'node:crypto';
import { Controller, HttpStatus, Logger, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { type Application, WEBHOOKS_PATH } from '../applications/index.js';
import { Public } from '../auth/index.js';
import { Clock } from '../common/clock.js';
import { AnonymousLimit } from '../rate-limits/index.js';
import type { ElevenLabsEvent } from '../upstream/index.js';
import { parseElevenLabsEvent } from './elevenlabs-body.js';
import { sessionNamedBy } from './elevenlabs.handler.js';
import { EventIntake, type TakenIn } from './event-intake.js';
import { Inbox } from './inbox.js';
import { type Reception, WebhookMetrics } from './webhook-metrics.js';
import { WebhookSenders } from './webhook-senders.js';
import { WebhookSource } from './webhook.enums.js';

/** Bodies that are taken in at once, as each may be large and nobody knows yet who sends it. */
const MOST_AT_ONCE = 8;
const RETRY_AFTER_SECONDS = 5;

/** What ElevenLabs posts after a call. It is verified and kept; what it brings is put in its place afterwards. */
@Controller(WEBHOOKS_PATH)
export class ElevenLabsController {
  private readonly logger = new Logger(ElevenLabsController.name);
  private atOnce = 0;

  constructor(
    private readonly senders: WebhookSenders,
    private readonly intake: EventIntake,
    private readonly inbox: Inbox,
    private readonly metrics: WebhookMetrics,
    private readonly clock: Clock,
    private readonly strangers: AnonymousLimit,
  ) {}

  /**
   * @throws BadUserInputError for a body that is signed and cannot be read
   * @throws RateLimitedError after too many that are not signed
   */
  @Public()
  @Post('elevenlabs/:applicationId')
  async receive(
    @Param('applicationId') applicationId: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.metrics.watch(WebhookSource.ELEVENLABS, () => this.answer(applicationId, request, response));
  }

  private async answer(applicationId: string, request: Request, response: Response): Promise<Reception> {
    const sender = await this.senders.claim(
      WebhookSource.ELEVENLABS,
      applicationId,
      request.get('ElevenLabs-Signature'),
    );
    if (sender === null) return this.turnAway(request, response);
    if (this.atOnce >= MOST_AT_ONCE) {
      response.status(HttpStatus.SERVICE_UNAVAILABLE).set('Retry-After', `${RETRY_AFTER_SECONDS}`).end();
      return 'busy';
    }
    this.atOnce++;
    try {
      const { application, check } = sender;
      const scope = { workspaceId: application.workspaceId, applicationId: application.id };
      const taken = await this.intake.take(scope, request, check);
      const reception = await this.keep(application, taken, check.isGood());
      if (reception === 'refused') return await this.turnAway(request, response);
      response.status(HttpStatus.OK).end();
      return reception;
    } finally {
      this.atOnce--;
    }
  }

  private async turnAway(request: Request, response: Response): Promise<Reception> {
    await this.strangers.countRequest(request);
    response.status(HttpStatus.UNAUTHORIZED).end();
    return 'refused';
  }

  /** Whatever of the audio is not kept goes. */
  private async keep(application: Application, taken: TakenIn, isVerified: boolean): Promise<Reception> {
    let reception: Reception = 'refused';
    try {
      if (isVerified) reception = await this.add(application, parseElevenLabsEvent(taken.json), taken);
      return reception;
    } finally {
      if (reception !== 'kept' && taken.storageKey !== null) await this.discard(taken.storageKey);
    }
  }

  private async add(application: Application, event: ElevenLabsEvent | undefined, taken: TakenIn): Promise<Reception> {
    // One address serves all agents of a workspace there.
    if (event?.agentId !== application.elevenLabsAgentId) return 'passed';
    const { type, conversationId, at } = event;
    const isNew = await this.inbox.add(
      { workspaceId: application.workspaceId, applicationId: application.id },
      {
        source: WebhookSource.ELEVENLABS,
        eventId: hash('sha256', `${type}\n${conversationId}\n${at?.getTime()}`, 'base64url'),
        type,
        sessionId: sessionNamedBy(event),
        conversationId,
        occurredAt: at ?? this.clock.now(),
        body: await Inbox.compress(taken.json),
        storageKey: taken.storageKey ?? undefined,
      },
    );
    return isNew ? 'kept' : 'known';
  }

  private async discard(storageKey: string): Promise<void> {
    try {
      await this.intake.discard(storageKey);
    } catch (error) {
      this.logger.warn({ message: 'Audio that is not kept could not be deleted; the sweep will', err: error });
    }
  }
}
