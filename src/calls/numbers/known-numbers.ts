import { Injectable } from '@nestjs/common';
import { type RawBuilder, sql, type Transaction } from 'kysely';
import { FEWEST_PART_CHARACTERS, numberBeginning, numberParts } from '../../common/number-key.js';
import { Db, LostRaceError } from '../../database/index.js';
import type { CallTable, CallTables } from '../call.table.js';

type Sql = RawBuilder<unknown>;
type NumbersOfCall = Pick<CallTable, 'from_key' | 'to_key'>;
/** What a number is found by. */
interface Entry {
  part: string;
  key: string;
}

const COLUMNS = ['workspace_id', 'part', 'number_key'] as const;
/** SQLite allows a thousand conditions one after the other. */
const ENTRIES_A_STATEMENT = 200;

/**
 * The numbers that the calls of a workspace have, each once, by their parts: to be written in the transaction that writes or
 * deletes calls. A number is there as long as a call has it. Whoever adds one holds the row of its beginning, and whoever
 * removes one locks that row first, so that neither misses the other.
 */
@Injectable()
export class KnownNumbers {
  constructor(private readonly db: Db) {}

  /**
   * Makes the numbers of calls findable, before the calls are written.
   * @throws LostRaceError where one has been removed since the transaction began: then it is done again
   */
  async add(trx: Transaction<CallTables>, workspaceId: string, calls: readonly NumbersOfCall[]): Promise<void> {
    const keys = keysOf(calls);
    const known = await this.among(trx, workspaceId, keys);
    for (const entries of inPieces(keys.filter((key) => known.has(key)).map(beginningOf))) {
      const kept = await this.db.kept(rowsOf(trx, workspaceId, entries)).execute();
      if (kept.length < entries.length) throw new LostRaceError();
    }
    const added = keys.filter((key) => !known.has(key)).flatMap(entriesOf);
    const rows = added.map(({ part, key }) => [workspaceId, part, key]);
    await this.db.insertMissing(trx, 'number_parts', COLUMNS, rows);
  }

  /** Does away with those of the numbers that no call has any more, after calls were changed or deleted. */
  async removeUnused(
    trx: Transaction<CallTables>,
    workspaceId: string,
    calls: readonly NumbersOfCall[],
  ): Promise<void> {
    const keys = keysOf(calls);
    // Without this, who adds and who removes would deadlock, and with READ COMMITTED a call that is being added would be missed.
    for (const entries of inPieces(keys.map(beginningOf))) {
      await this.db.locked(rowsOf(trx, workspaceId, entries)).execute();
    }
    for (const entries of inPieces(keys.flatMap(entriesOf))) {
      // A limit keeps the databases from collecting the numbers of all calls first.
      const used = (['from', 'to'] as const).map((side) => {
        const calls = this.db.forcedTable('calls', `calls_workspace_id_${side}_key_index`);
        return sql`(select 1 from ${calls} where calls.workspace_id = ${workspaceId}
          and calls.${sql.ref(`${side}_key`)} = number_parts.number_key limit 1) is null`;
      });
      await sql`delete from number_parts where ${isOneOf(workspaceId, entries)} and ${sql.join(used, sql` and `)}`.execute(
        trx,
      );
    }
  }

  private async among(
    trx: Transaction<CallTables>,
    workspaceId: string,
    keys: readonly string[],
  ): Promise<Set<string>> {
    if (keys.length === 0) return new Set();
    const beginnings = [...new Set(keys.map(numberBeginning))];
    const rows = await trx
      .selectFrom('number_parts')
      .select('number_key')
      .where('workspace_id', '=', workspaceId)
      .where('part', 'in', beginnings)
      .execute();
    return new Set(rows.map(({ number_key }) => number_key));
  }
}

/** Each once and in one order, as all who write lock them in that. */
function keysOf(calls: readonly NumbersOfCall[]): string[] {
  const keys = new Set(calls.flatMap(({ from_key, to_key }) => [from_key ?? '', to_key ?? '']));
  return [...keys].filter((key) => key.length >= FEWEST_PART_CHARACTERS).sort();
}

function beginningOf(key: string): Entry {
  return { part: numberBeginning(key), key };
}

function entriesOf(key: string): Entry[] {
  return numberParts(key).map((part) => ({ part, key }));
}

function* inPieces(entries: readonly Entry[]): Generator<Entry[]> {
  for (let start = 0; start < entries.length; start += ENTRIES_A_STATEMENT) {
    yield entries.slice(start, start + ENTRIES_A_STATEMENT);
  }
}

function rowsOf(trx: Transaction<CallTables>, workspaceId: string, entries: readonly Entry[]) {
  return trx.selectFrom('number_parts').select('part').where(isOneOf(workspaceId, entries));
}

/** Written out, as neither pairs nor two lists are looked up by their index on all databases. */
function isOneOf(workspaceId: string, entries: readonly Entry[]): RawBuilder<boolean> {
  const each = entries.map(({ part, key }): Sql => sql`(part = ${part} and number_key = ${key})`);
  return sql<boolean>`workspace_id = ${workspaceId} and (${sql.join(each, sql` or `)})`;
}
