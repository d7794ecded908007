import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Public } from '../auth/index.js';
import { ForbiddenError } from '../common/errors.js';
import { AnonymousLimit } from '../rate-limits/index.js';
import { ExportDelivery } from './export-delivery.js';
import { type ExportClaim, ExportLinks } from './export-links.js';

/** Where the links of exports lead. HEAD comes here too. */
@Controller('exports')
export class ExportsController {
  constructor(
    private readonly links: ExportLinks,
    private readonly delivery: ExportDelivery,
    private readonly strangers: AnonymousLimit,
  ) {}

  /**
   * @throws ForbiddenError in the same words for every link that is not good
   * @throws RateLimitedError after too many of those
   */
  @Public()
  @Get('calls.csv')
  async download(@Query() claim: ExportClaim, @Req() request: Request, @Res() response: Response): Promise<void> {
    const exported = this.links.verify(claim);
    if (exported === null) {
      await this.strangers.countRequest(request);
      throw new ForbiddenError('This link is not valid');
    }
    await this.delivery.deliver(exported, request, response);
  }
}
