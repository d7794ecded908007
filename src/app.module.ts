import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { AccountsModule } from './accounts/index.js';
import { ApplicationsModule } from './applications/index.js';
import { AuthModule } from './auth/index.js';
import { ClockModule } from './common/clock.module.js';
import { ErrorsFilter } from './common/errors.filter.js';
import { CallsModule } from './calls/index.js';
import { ConfigModule, type Env } from './config/index.js';
import { DatabaseModule } from './database/database.module.js';
import { GraphqlModule } from './graphql/graphql.module.js';
import { QueueModule } from './queue/index.js';
import { RecordingsModule } from './recordings/index.js';
import { SecretsModule } from './secrets/index.js';
import { SyncModule } from './sync/index.js';
import { TranscriptsModule } from './transcripts/index.js';

/** The composition root: names every module. */
@Module({})
export class AppModule {
  static forRoot(env: Env): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.of(env),
        ClockModule,
        DatabaseModule.forRoot(env),
        SecretsModule,
        QueueModule,
        AuthModule,
        AccountsModule,
        ApplicationsModule,
        CallsModule,
        RecordingsModule,
        TranscriptsModule,
        SyncModule,
        GraphqlModule,
      ],
      providers: [{ provide: APP_FILTER, useClass: ErrorsFilter }],
    };
  }
}
