import { AsyncLocalStorage } from 'node:async_hooks';
import type { EntityManager } from '@mikro-orm/sql';

interface Work {
  shared: EntityManager;
  own?: EntityManager;
}

const current = new AsyncLocalStorage<Work | undefined>();

/**
 * Runs work in which the shared entity manager stands for one of its own. That is made when it is first asked for: most of what
 * clients ask is read as plain rows, without any.
 */
export function withOwnEntityManager<Result>(shared: EntityManager, work: () => Result): Result {
  return current.run({ shared }, work);
}

/** The one of the work at hand, as MikroORM asks for it; undefined outside of any. */
export function ownEntityManager(): EntityManager | undefined {
  const work = current.getStore();
  if (work === undefined) return undefined;
  // One that is being made asks for the one in place of itself.
  work.own ??= current.run(undefined, () => work.shared.fork({ useContext: true }));
  return work.own;
}
