import {
  type DynamicModule,
  Inject,
  type MiddlewareConsumer,
  Module,
  type NestModule,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { EntityManager, MikroORM } from '@mikro-orm/sql';
import type { NextFunction, Request, Response } from 'express';
import type { Env } from '../config/index.js';
import { Db } from './db.js';
import { Dialect } from './dialect.js';
import { openDatabase } from './open-database.js';
import { withOwnEntityManager } from './own-entity-manager.js';

/**
 * The database, open and migrated before anything else is made. The driver is chosen by what the server says it is,
 * which is known only at start; so the instance is provided ready-made.
 */
@Module({})
export class DatabaseModule implements NestModule, OnApplicationShutdown {
  constructor(@Inject(MikroORM) private readonly orm: MikroORM) {}

  static async forRoot(env: Pick<Env, 'DATABASE_URL'>): Promise<DynamicModule> {
    const { orm, kind } = await openDatabase(env);
    return {
      module: DatabaseModule,
      global: true,
      providers: [
        { provide: MikroORM, useValue: orm },
        { provide: EntityManager, useValue: orm.em },
        { provide: Dialect, useValue: new Dialect(kind) },
        Db,
      ],
      exports: [MikroORM, EntityManager, Dialect, Db],
    };
  }

  /** Each HTTP request has an entity manager of its own. */
  configure(consumer: MiddlewareConsumer): void {
    consumer
      .apply((_request: Request, _response: Response, next: NextFunction) => withOwnEntityManager(this.orm.em, next))
      .forRoutes('{*path}');
  }

  async onApplicationShutdown(): Promise<void> {
    await this.orm.close();
  }
}
