import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Public } from '../auth/index.js';
import { ForbiddenError } from '../common/errors.js';
import { AnonymousLimit } from '../rate-limits/index.js';
import { RecordingDelivery } from './delivery/recording-delivery.js';
import { type LinkClaim, RecordingLinks } from './recording-links.js';
import { RecordingLog } from './recording-log.js';
import { RecordingsService } from './recordings.service.js';

/** Where signed links lead. HEAD comes here too. */
@Controller('recordings')
export class RecordingsController {
  constructor(
    private readonly links: RecordingLinks,
    private readonly recordings: RecordingsService,
    private readonly delivery: RecordingDelivery,
    private readonly log: RecordingLog,
    private readonly strangers: AnonymousLimit,
  ) {}

  /**
   * @throws ForbiddenError in the same words for a bad link, and for a good one to what is not there any more
   * @throws RateLimitedError after too many bad ones
   */
  @Public()
  @Get(':callId.mp3')
  async listen(
    @Param('callId') callId: string,
    @Query() stamp: Omit<LinkClaim, 'callId'>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const grant = this.links.verify({ ...stamp, callId });
    if (grant === null) await this.strangers.countRequest(request);
    const recording = grant && (await this.recordings.find(grant.callKey));
    if (!recording) throw new ForbiddenError('This link is not valid');
    await this.log.opened(recording, grant, stamp);
    await this.delivery.deliver(recording, grant.secondsLeft, request, response);
  }
}
