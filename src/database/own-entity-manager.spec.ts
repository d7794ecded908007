import type { EntityManager } from '@mikro-orm/sql';
import { ownEntityManager, withOwnEntityManager } from './own-entity-manager.js';

/** Knows only how to be forked, and numbers what it makes. */
function fakeEntityManager() {
  const made = { count: 0 };
  const shared = { fork: () => ({ number: ++made.count }) } as unknown as EntityManager;
  return { shared, made };
}

describe('withOwnEntityManager', () => {
  it('makes one for each work, at the first question', async () => {
    const { shared, made } = fakeEntityManager();
    const askTwice = async () => [ownEntityManager(), await Promise.resolve().then(ownEntityManager)];

    const first = await withOwnEntityManager(shared, askTwice);
    const second = await withOwnEntityManager(shared, askTwice);

    expect([first, second]).toEqual([
      [{ number: 1 }, { number: 1 }],
      [{ number: 2 }, { number: 2 }],
    ]);
    expect(made.count).toBe(2);
  });

  it('makes none for work that does not ask', () => {
    const { shared, made } = fakeEntityManager();

    withOwnEntityManager(shared, () => undefined);

    expect(made.count).toBe(0);
  });

  it('leaves whoever asks outside of any with none', () => {
    expect(ownEntityManager()).toBeUndefined();
  });
});
