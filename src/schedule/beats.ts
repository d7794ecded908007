import { Injectable, Logger } from '@nestjs/common';
import { sql } from 'kysely';
import { Db, isDuplicateKey, type StoredInstant } from '../database/index.js';

interface BeatTables {
  beats: { name: string; due_at: StoredInstant };
}

/**
 * Scheduled work that one process does for all. Every process knocks at its own times; the first one after the beat is
 * due, by the database's clock, gets it. A process that dies at it costs that one beat: the work finds by itself what is
 * to be done, so the next beat makes up for it.
 */
@Injectable()
export class Beats {
  private readonly logger = new Logger(Beats.name);

  constructor(private readonly db: Db) {}

  /** Does the work if it is due and nobody else has it; what it throws is logged, and tried again at the next beat. */
  async beat(name: string, everyMs: number, work: () => Promise<void>): Promise<void> {
    try {
      if (await this.take(name, everyMs)) await work();
    } catch (error) {
      this.logger.warn({
        message: 'Scheduled work failed; it is tried again at its next beat',
        beat: name,
        err: error,
      });
    }
  }

  private async take(name: string, everyMs: number): Promise<boolean> {
    const { dialect } = this.db;
    const now = sql.raw<StoredInstant>(dialect.now);
    const next = sql.raw<StoredInstant>(dialect.nowPlus(everyMs));
    const impossible = sql.raw<StoredInstant>(dialect.nowPlus(2 * everyMs));
    const beats = this.db.kysely<BeatTables>();
    const { numUpdatedRows } = await beats
      .updateTable('beats')
      .set({ due_at: next })
      .where('name', '=', name)
      // One that lies further ahead than it can was written by a clock that has been set back since. "Further" leaves
      // room: who waited for the row's lock compares by the moment it began to wait, before the one that got it.
      .where((eb) => eb.or([eb('due_at', '<=', now), eb('due_at', '>', impossible)]))
      .executeTakeFirst();
    if (numUpdatedRows > 0n) return true;
    if ((await beats.selectFrom('beats').select('name').where('name', '=', name).executeTakeFirst()) !== undefined) {
      return false;
    }
    try {
      await beats.insertInto('beats').values({ name, due_at: next }).execute();
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false; // somebody else begins with it
      throw error;
    }
  }
}
