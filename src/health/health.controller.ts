import { Controller, Get, Header, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Public } from '../auth/index.js';
import { type Readiness, ReadinessCheck } from './readiness.js';

/** For whoever watches over the processes: an orchestrator, a load balancer, a monitor. */
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: ReadinessCheck) {}

  /** The process is there and answers: what else fails is no reason to restart it. */
  @Public()
  @Get('live')
  @Header('Cache-Control', 'no-store')
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  /** 503 where the process cannot do its work. */
  @Public()
  @Get('ready')
  @Header('Cache-Control', 'no-store')
  async ready(@Res({ passthrough: true }) response: Response): Promise<Readiness> {
    const readiness = await this.readiness.check();
    if (readiness.status !== 'ready') response.status(503);
    return readiness;
  }
}
