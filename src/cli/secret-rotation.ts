import type { EntityManager } from '@mikro-orm/sql';
import { type SecretBox, type SecretColumn, UnreadableSecretError } from '../secrets/index.js';

const BATCH_SIZE = 200;

/** How the secrets of one column stand after a rotation. */
export interface RotatedColumn extends SecretColumn {
  /** Were held by an old key, and are by the first one now. */
  reencrypted: number;
  /** Were held by the first key already. */
  current: number;
  /** Ids of rows whose secret no key of the ring opens; they stay as they are. */
  unreadable: string[];
}

interface StoredSecret {
  id: string;
  sealed: string | null;
}

/**
 * Encrypts anew, with the first key of the ring, what an old key still holds. Beside running servers: a row is replaced
 * only if it still holds what was read. It can be stopped at any moment and begun again, as what is done is not done again.
 */
export class SecretRotation {
  constructor(
    private readonly em: EntityManager,
    private readonly box: SecretBox,
    private readonly batchSize = BATCH_SIZE,
  ) {}

  /** @param column out of the code, never from outside: its names become SQL */
  async rotate(column: SecretColumn): Promise<RotatedColumn> {
    const result: RotatedColumn = { ...column, reencrypted: 0, current: 0, unreadable: [] };
    for (let after = ''; ;) {
      const batch = await this.batch(column, after);
      for (const row of batch) await this.rotateRow(result, row);
      const last = batch.at(-1);
      if (last === undefined || batch.length < this.batchSize) return result;
      after = last.id;
    }
  }

  private async rotateRow(result: RotatedColumn, row: StoredSecret): Promise<void> {
    for (let { sealed } = row; sealed !== null; sealed = await this.read(result, row.id)) {
      if (!this.box.isOutdated(sealed)) {
        result.current += 1;
        return;
      }
      const renewed = this.renew(result, row.id, sealed);
      if (renewed === undefined) return;
      if (await this.replace(result, row.id, sealed, renewed)) {
        result.reencrypted += 1;
        return;
      }
      // Somebody stored another secret meanwhile, perhaps a server that still runs with the old key.
    }
  }

  private renew(result: RotatedColumn, rowId: string, sealed: string): string | undefined {
    const place = { table: result.table, column: result.column, rowId };
    try {
      return this.box.seal(this.box.open(sealed, place), place);
    } catch (error) {
      if (!(error instanceof UnreadableSecretError)) throw error;
      result.unreadable.push(rowId);
      return undefined;
    }
  }

  private batch({ table, column }: SecretColumn, after: string): Promise<StoredSecret[]> {
    const sql = `select id, ${column} as sealed from ${table} where id > ? and ${column} is not null order by id limit ?`;
    return this.em.getConnection().execute<StoredSecret[]>(sql, [after, this.batchSize]);
  }

  /** Null where the secret, or the row, is gone. */
  private async read({ table, column }: SecretColumn, id: string): Promise<string | null> {
    const sql = `select id, ${column} as sealed from ${table} where id = ?`;
    const [row] = await this.em.getConnection().execute<StoredSecret[]>(sql, [id]);
    return row?.sealed ?? null;
  }

  /** @returns whether the row still held what was read */
  private async replace({ table, column }: SecretColumn, id: string, old: string, renewed: string): Promise<boolean> {
    const sql = `update ${table} set ${column} = ? where id = ? and ${column} = ?`;
    const { affectedRows } = await this.em
      .getConnection()
      .execute<{ affectedRows: number }>(sql, [renewed, id, old], 'run');
    return affectedRows > 0;
  }
}
