import { setTimeout as sleep } from 'node:timers/promises';
import { FaultWorld } from './fault-world.js';
import { seeded } from '../seeded.js';

/** On three kinds of databases: a hundred and two in all. */
const KILLS = 34;
const SEED = 20_261_125;

describe('processes that are killed at any moment', () => {
  let world: FaultWorld;

  afterEach(() => world.stop());

  it(`lose nothing and double nothing over ${KILLS} kills`, async () => {
    const random = seeded(SEED);
    world = await FaultWorld.start({ applications: 2, calls: { perApplication: 240 }, pageDelayMs: 120 });
    const ids = await world.beginAll();

    for (let kill = 0; kill < KILLS; kill++) {
      await sleep(50 + random() * 500);
      const victim = world.workers[Math.floor(random() * world.workers.length)]!;
      await victim.stop('SIGKILL');
      // Not waited for: the next kill may come while it starts, as one may in the middle of a migration.
      victim.launch();
      if (world.kind === 'sqlite' && random() < 0.8) await sleep(1_200);
    }

    await world.expectNothingLost(ids, 240);
  }, 240_000);
});
