import { Module } from '@nestjs/common';
import { RecordingsModule } from '../recordings/index.js';
import { UpstreamModule } from '../upstream/index.js';
import { HealthController } from './health.controller.js';
import { ReadinessCheck } from './readiness.js';

/** `/health/live` and `/health/ready`, of every process whatever its role. */
@Module({ imports: [RecordingsModule, UpstreamModule], controllers: [HealthController], providers: [ReadinessCheck] })
export class HealthModule {}
