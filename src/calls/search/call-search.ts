import { Injectable } from '@nestjs/common';
import type { Transaction } from 'kysely';
import { toSearchableText } from '../../common/searchable-text.js';
import { Db } from '../../database/index.js';
import type { SearchTables } from './search.table.js';

/** More different words than anybody says in a call, and far below what a statement may hold. */
const WORDS_A_STATEMENT = 5000;

/** The index of what was said, kept in step with the transcripts: to be written in the transaction that stores one. */
@Injectable()
export class CallSearch {
  constructor(private readonly db: Db) {}

  /** Makes a call findable by these messages, in place of those before. */
  async put<Tables>(
    trx: Transaction<Tables>,
    { callId, workspaceId }: { callId: string; workspaceId: string },
    messages: readonly string[],
  ): Promise<void> {
    const tables = trx as unknown as Transaction<SearchTables>;
    const { words, keys } = toSearchableText(workspaceId, messages);
    await this.removeKnown(tables, callId);
    await this.db.upsertRows(tables, 'call_texts', ['call_id'], ['call_id', 'words'], [[callId, words]]);
    const doc = await findDoc(tables, callId);
    for (let start = 0; start < keys.length; start += WORDS_A_STATEMENT) {
      const rows = keys.slice(start, start + WORDS_A_STATEMENT).map((key) => [key, doc]);
      await this.db.upsertRows(tables, 'call_words', ['word', 'doc'], ['word', 'doc'], rows);
    }
  }

  /** Takes calls out of the index, with all of their words. */
  async remove<Tables>(trx: Transaction<Tables>, callIds: readonly string[]): Promise<void> {
    const tables = trx as unknown as Transaction<SearchTables>;
    await tables.deleteFrom('call_texts').where('call_id', 'in', callIds).execute();
  }

  /** By its key, as a `delete` that finds nothing would lock the place where the next transcript goes. */
  private async removeKnown(tables: Transaction<SearchTables>, callId: string): Promise<void> {
    const doc = await findDoc(tables, callId);
    if (doc !== undefined) await tables.deleteFrom('call_texts').where('doc', '=', doc).execute();
  }
}

async function findDoc(tables: Transaction<SearchTables>, callId: string): Promise<number | undefined> {
  const found = await tables.selectFrom('call_texts').select('doc').where('call_id', '=', callId).executeTakeFirst();
  return found?.doc;
}
