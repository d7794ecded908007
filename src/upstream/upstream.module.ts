import { Module } from '@nestjs/common';
import { ENV, type Env } from '../config/index.js';
import { ElevenLabsClient } from './elevenlabs/elevenlabs.client.js';
import { systemClock, type UpstreamClock } from './upstream-clock.js';
import { UpstreamHttp } from './upstream-http.js';
import { LocalLimiter, type UpstreamLimiter } from './upstream-limiter.js';
import { settingsFor } from './upstream-settings.js';
import { VoximplantClient } from './voximplant/voximplant.client.js';

/** The token of the {@link UpstreamLimiter} that all requests go through. */
export const UPSTREAM_LIMITER = Symbol('UpstreamLimiter');

/** The token of the {@link UpstreamClock}; tests put in one that does not wait. */
export const UPSTREAM_CLOCK = Symbol('UpstreamClock');

/** The clients of both upstreams, set up by the environment. */
@Module({
  providers: [
    { provide: UPSTREAM_CLOCK, useValue: systemClock },
    {
      provide: UPSTREAM_LIMITER,
      useFactory: (env: Env) => new LocalLimiter(env.UPSTREAM_CONCURRENCY),
      inject: [ENV],
    },
    {
      provide: UpstreamHttp,
      useFactory: (env: Env, limiter: UpstreamLimiter, clock: UpstreamClock) =>
        new UpstreamHttp(settingsFor(env.UPSTREAM_TIMEOUT_MS), limiter, clock),
      inject: [ENV, UPSTREAM_LIMITER, UPSTREAM_CLOCK],
    },
    {
      provide: VoximplantClient,
      useFactory: (env: Env, http: UpstreamHttp, clock: UpstreamClock) =>
        new VoximplantClient(http, clock, env.VOXIMPLANT_API_URL),
      inject: [ENV, UpstreamHttp, UPSTREAM_CLOCK],
    },
    {
      provide: ElevenLabsClient,
      useFactory: (env: Env, http: UpstreamHttp) => new ElevenLabsClient(http, env.ELEVENLABS_API_URL),
      inject: [ENV, UpstreamHttp],
    },
  ],
  exports: [VoximplantClient, ElevenLabsClient],
})
export class UpstreamModule {}
