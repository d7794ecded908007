import { MikroORM } from '@mikro-orm/sql';
import type { Env } from '../config/index.js';
import { type DatabaseKind, detectDatabase } from './connection-url.js';
import { migrate } from './migrate.js';
import { ormOptions } from './orm-options.js';

/** Connects to the database that the environment names and brings its schema up to date. */
export async function openDatabase(env: Pick<Env, 'DATABASE_URL'>): Promise<{ orm: MikroORM; kind: DatabaseKind }> {
  const kind = await detectDatabase(env.DATABASE_URL);
  const orm = await MikroORM.init(await ormOptions(kind, env.DATABASE_URL));
  try {
    await migrate(orm, kind, env.DATABASE_URL);
  } catch (error) {
    await orm.close();
    throw error;
  }
  return { orm, kind };
}
