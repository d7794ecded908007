import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { AccountsModule } from './accounts/index.js';
import { ApplicationsModule } from './applications/index.js';
import { AuditModule } from './audit/index.js';
import { AuditLogModule } from './audit/log/audit-log.module.js';
import { AuthModule } from './auth/index.js';
import { ClockModule } from './common/clock.module.js';
import { ErrorsFilter } from './common/errors.filter.js';
import { CallsModule } from './calls/index.js';
import { ConfigModule, type Env } from './config/index.js';
import { Db } from './database/index.js';
import { DatabaseModule } from './database/database.module.js';
import { ExportsModule } from './exports/index.js';
import { GraphqlModule } from './graphql/graphql.module.js';
import { NodeModule } from './graphql/node.module.js';
import { HealthModule } from './health/health.module.js';
import { HttpModule } from './http/index.js';
import { MetricsModule } from './metrics/index.js';
import { QueueModule } from './queue/index.js';
import { RateLimitsModule } from './rate-limits/index.js';
import { RecordingDeliveryModule } from './recordings/index.js';
import { RedisModule } from './redis/index.js';
import { SECRET_COLUMNS } from './secret-columns.js';
import { KeyRing, SecretsCheck, SecretsModule } from './secrets/index.js';
import { SyncModule, SyncWorkModule } from './sync/index.js';
import { TranscriptsModule } from './transcripts/index.js';
import { WebhooksModule, WebhooksWorkModule } from './webhooks/index.js';

/** What every process has. */
function foundation(env: Env) {
  return [
    ConfigModule.of(env),
    ClockModule,
    HttpModule,
    MetricsModule,
    RedisModule,
    RateLimitsModule,
    DatabaseModule.forRoot(env),
    SecretsModule,
    QueueModule.forRoot(env),
    AuditModule,
    AuthModule,
    NodeModule,
    HealthModule,
  ];
}

/** What serves clients. */
const WEB = [
  AccountsModule,
  ApplicationsModule,
  CallsModule,
  RecordingDeliveryModule,
  TranscriptsModule,
  ExportsModule,
  SyncModule,
  WebhooksModule,
  AuditLogModule,
  GraphqlModule,
];

/** What works on runs and webhooks, and keeps the schedules. */
const WORKER = [SyncWorkModule, WebhooksWorkModule];

const MODULES_OF: Readonly<Record<Env['PROCESS_ROLE'], readonly (typeof WEB)[number][]>> = {
  web: WEB,
  worker: WORKER,
  all: [...WEB, ...WORKER],
};

/** The composition root: names every module, and picks those of the process' role. */
@Module({})
export class AppModule {
  static forRoot(env: Env): DynamicModule {
    return {
      module: AppModule,
      imports: [...foundation(env), ...MODULES_OF[env.PROCESS_ROLE]],
      providers: [
        { provide: APP_FILTER, useClass: ErrorsFilter },
        {
          provide: SecretsCheck,
          inject: [Db, KeyRing],
          useFactory: (db: Db, ring: KeyRing) => new SecretsCheck(db, ring, SECRET_COLUMNS),
        },
      ],
    };
  }
}
