import { Global, Module } from '@nestjs/common';
import { AnonymousLimit } from './anonymous-limit.js';
import { RateLimits } from './rate-limits.js';

/** How often somebody may do something. */
@Global()
@Module({ providers: [AnonymousLimit, RateLimits], exports: [AnonymousLimit, RateLimits] })
export class RateLimitsModule {}
