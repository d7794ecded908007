import { Logger, Module } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { ENV, type Env } from '../config/index.js';
import { Metrics } from '../metrics/index.js';
import { REDIS } from '../redis/index.js';
import { ElevenLabsClient } from './elevenlabs/elevenlabs.client.js';
import { systemClock, type UpstreamClock } from './upstream-clock.js';
import { type ObservedAttempt, UpstreamHttp } from './upstream-http.js';
import { LocalLimiter, type UpstreamLimiter } from './upstream-limiter.js';
import { settingsFor } from './upstream-settings.js';
import { VoximplantClient } from './voximplant/voximplant.client.js';

/** The token of the {@link UpstreamLimiter} that all requests go through. */
export const UPSTREAM_LIMITER = Symbol('UpstreamLimiter');

/** The token of the {@link UpstreamClock}; tests put in one that does not wait. */
export const UPSTREAM_CLOCK = Symbol('UpstreamClock');

function observer({ upstreamRequests, upstreamSeconds }: Metrics) {
  const logger = new Logger('Upstream');
  return ({ upstream, path, attempt, outcome, ms }: ObservedAttempt) => {
    upstreamRequests.inc({ upstream, outcome });
    upstreamSeconds.observe({ upstream }, ms / 1000);
    logger.debug({ message: 'Upstream asked', upstream, path, requestAttempt: attempt, outcome, ms: Math.round(ms) });
  };
}

/** The clients of both upstreams, set up by the environment. */
@Module({
  providers: [
    { provide: UPSTREAM_CLOCK, useValue: systemClock },
    {
      provide: UPSTREAM_LIMITER,
      useFactory: async (env: Env, redis: Redis | null, clock: UpstreamClock): Promise<UpstreamLimiter> => {
        const limits = {
          concurrency: env.UPSTREAM_CONCURRENCY,
          requestsPerSecond: env.UPSTREAM_REQUESTS_PER_SECOND,
        };
        if (redis === null) return new LocalLimiter(limits, clock);
        const { SharedLimiter } = await import('./shared-limiter.js');
        return new SharedLimiter(redis, limits, clock);
      },
      inject: [ENV, REDIS, UPSTREAM_CLOCK],
    },
    {
      provide: UpstreamHttp,
      useFactory: (env: Env, limiter: UpstreamLimiter, clock: UpstreamClock, metrics: Metrics) => {
        const settings = settingsFor(env.UPSTREAM_TIMEOUT_MS, { breakMs: env.UPSTREAM_BREAK_MS });
        const http = new UpstreamHttp(settings, limiter, clock, observer(metrics));
        metrics.gauge('upstream_open_circuits', 'Credentials whose upstream is left alone', [], () => [
          { labels: {}, value: http.circuits.open().length },
        ]);
        return http;
      },
      inject: [ENV, UPSTREAM_LIMITER, UPSTREAM_CLOCK, Metrics],
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
  exports: [VoximplantClient, ElevenLabsClient, UpstreamHttp],
})
export class UpstreamModule {}
