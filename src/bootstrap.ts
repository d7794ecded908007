import type { IncomingMessage, Server } from 'node:http';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Request } from 'express';
import { AppModule } from './app.module.js';
import { WEBHOOKS_PATH } from './applications/index.js';
import type { Env } from './config/index.js';
import { webConsole } from './console/index.js';
import { playground } from './graphql/playground.js';
import {
  consolePolicy,
  mediaOrigins,
  playgroundPolicy,
  requestContext,
  securityHeaders,
  TrustedProxies,
} from './http/index.js';
import { AppLogger } from './logging/app-logger.js';

/** Longer than the minute for which proxies and clients keep idle connections. */
const KEEP_ALIVE_MS = 65_000;
const SWEEP_EVERY_MS = 100;

export interface CreateAppOptions {
  /** Where log lines go; the process's own streams by default. */
  writeLog?: (line: string) => void;
}

/**
 * The whole application with its database open and migrated, ready to `listen`. Main, the demo, the benchmarks and the
 * tests all start it here.
 * @throws whatever keeps it from starting, e.g. an unreachable database
 */
export async function createApp(env: Env, { writeLog }: CreateAppOptions = {}): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.forRoot(env), {
    logger: new AppLogger({ level: env.LOG_LEVEL, format: env.LOG_FORMAT, write: writeLog }),
    bodyParser: false,
    abortOnError: false,
  });
  const proxies = app.get(TrustedProxies);
  app.set('trust proxy', proxies.trusts);
  app.set('etag', () => undefined); // of answers, which are made anew each time and read but once; files have theirs
  keepIdleConnections(app.getHttpServer());
  app.use(requestContext(proxies), securityHeaders);
  parseBodies(app);
  if (env.PROCESS_ROLE === 'worker') return app; // it has nothing for browsers
  if (env.CORS_ORIGINS.length > 0)
    app.enableCors({ origin: env.CORS_ORIGINS, exposedHeaders: ['X-Request-Id', 'Retry-After'], maxAge: 600 });
  app.use(playground({ enabled: env.GRAPHQL_INTROSPECTION === 'on', contentPolicy: playgroundPolicy() }));
  app.use(webConsole({ enabled: env.CONSOLE === 'on', contentPolicy: consolePolicy(mediaOrigins(env)) }));
  return app;
}

/** Of all routes but the webhooks', which are verified on the bytes as they come, and may be far larger than others. */
function parseBodies(app: NestExpressApplication): void {
  const isParsed = (type: string) => (request: IncomingMessage) =>
    !request.url?.startsWith(`/${WEBHOOKS_PATH}/`) && Boolean((request as Request).is(type));
  app.useBodyParser('json', { type: isParsed('json') });
  app.useBodyParser('urlencoded', { type: isParsed('urlencoded'), extended: true });
}

/**
 * Who closes an idle connection first must not be us, or a request that is just being sent on it is lost; unless the server
 * closes: it waits for every connection, and one that falls idle meanwhile is closed for it.
 */
function keepIdleConnections(server: Server): void {
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const close = server.close.bind(server);
  server.close = (callback) => {
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_EVERY_MS);
    return close((error) => {
      clearInterval(sweep);
      callback?.(error);
    });
  };
}
