import type { Transaction } from 'kysely';
import type { Dialect } from '../database/index.js';
import type { StoredInstant } from '../database/index.js';

interface ApplicationTables {
  applications: { id: string; synced_through: StoredInstant | null };
}

/**
 * Moves the instant before which everything of an application has been synced; forwards only. A range that the caller
 * named counts where it joins on to what is known: one that begins later leaves a gap, which has to be seen.
 */
export async function moveSyncedThrough<Tables>(
  trx: Transaction<Tables>,
  dialect: Dialect,
  run: { applicationId: string; from: Date; to: Date; ranged: boolean },
): Promise<void> {
  const from = dialect.toColumn(run.from);
  const to = dialect.toColumn(run.to);
  await (trx as unknown as Transaction<ApplicationTables>)
    .updateTable('applications')
    .set({ synced_through: to })
    .where('id', '=', run.applicationId)
    .where((eb) =>
      run.ranged
        ? eb.and([eb('synced_through', '>=', from), eb('synced_through', '<', to)])
        : eb.or([eb('synced_through', 'is', null), eb('synced_through', '<', to)]),
    )
    .execute();
}
