import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Kysely, Transaction } from 'kysely';
import { Db } from '../../database/index.js';
import type { CallTables } from '../call.table.js';

/** The conversations of erased calls, known by their hashes only: a look-up must not give them to another call. */
@Injectable()
export class ErasedConversations {
  constructor(private readonly db: Db) {}

  async add(trx: Transaction<CallTables>, applicationId: string, conversationId: string): Promise<void> {
    const row = [applicationId, hashOf(conversationId)];
    const columns = ['application_id', 'conversation_hash'] as const;
    await this.db.upsertRows(trx, 'erased_conversations', columns, columns, [row]);
  }

  /** Which of these conversations were erased. */
  async among(
    tables: Pick<Kysely<CallTables>, 'selectFrom'>,
    applicationId: string,
    conversationIds: readonly string[],
  ): Promise<Set<string>> {
    if (conversationIds.length === 0) return new Set();
    const rows = await tables
      .selectFrom('erased_conversations')
      .select('conversation_hash')
      .where('application_id', '=', applicationId)
      .where('conversation_hash', 'in', conversationIds.map(hashOf))
      .execute();
    const hashes = new Set(rows.map(({ conversation_hash }) => conversation_hash));
    return new Set(conversationIds.filter((id) => hashes.has(hashOf(id))));
  }
}

function hashOf(conversationId: string): string {
  return hash('sha256', conversationId, 'base64url');
}
