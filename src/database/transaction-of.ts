import type { EntityManager } from '@mikro-orm/sql';
import type { Kysely } from 'kysely';

/** A connection, or a transaction, whatever tables its owner knows of. */
export type AnyKysely = Pick<Kysely<unknown>, 'isTransaction'>;

/** Writes something in the transaction in which something else is written, so that neither is there without the other. */
export type Alongside = (trx: AnyKysely) => Promise<void>;

/** The transaction that MikroORM has open, for SQL by hand in it. */
export function transactionOf(em: EntityManager): AnyKysely {
  const trx = em.getTransactionContext<AnyKysely>();
  if (trx === undefined) throw new Error('There is no transaction');
  return trx;
}

/**
 * Changes or deletes rows, and does in the same transaction what goes with that; the latter only where there were any.
 * @param change tells how many rows there were
 * @returns whether there were any
 */
export function changeRows(
  em: EntityManager,
  change: (em: EntityManager) => Promise<number>,
  alongside: Alongside,
): Promise<boolean> {
  return em.transactional(async (inner) => {
    const wereThere = (await change(inner)) > 0;
    if (wereThere) await alongside(transactionOf(inner));
    return wereThere;
  });
}
