import { setTimeout as sleep } from 'node:timers/promises';
import { effects, type Effect } from '../../simulator/index.js';
import { FaultWorld } from './fault-world.js';

const SESSIONS = 120;

describe('upstreams in trouble', () => {
  let world: FaultWorld;

  const start = async (applications: number, calls: object = {}) => {
    world = await FaultWorld.start({ applications, calls: { perApplication: SESSIONS, ...calls }, pageDelayMs: 5 });
  };
  const expectNothingLost = async (ids: readonly string[], sessions = SESSIONS) => {
    const runs = await world.finishAll(ids);
    expect(runs.map(({ status, counts }) => [status, counts.newCalls])).toEqual(ids.map(() => ['SUCCEEDED', sessions]));
    // What failed for a while is fetched by the next run.
    expect((await world.finishAll(await world.beginAll())).map(({ status }) => status)).not.toContain('FAILED');
    await world.expectWholeMirror();
  };

  afterEach(() => world.stop());

  it('that fail each in its way, mixed, at one request in five, are got over', async () => {
    await start(2);
    const troubles: Effect[] = [
      effects.httpStatus(500),
      effects.httpStatus(503),
      effects.rateLimited(1),
      effects.htmlPage(200),
      effects.invalidJson(),
      effects.emptyBody(),
      effects.delivered('resetAfterHeaders'),
      effects.delivered('truncate'),
    ];
    for (const trouble of troubles) world.simulator.faults.add(trouble, { probability: 0.2 / troubles.length });

    const ids = await world.beginAll();
    const runs = await world.finishAll(ids);

    expect(runs.map(({ status }) => status)).not.toContain('FAILED');
    world.simulator.faults.clear();
    for (let rounds = 0; rounds < 2; rounds++) await world.finishAll(await world.beginAll());
    await world.expectWholeMirror();
  }, 120_000);

  it('that are away altogether for a while are waited for, and asked little meanwhile', async () => {
    await start(1);
    const away = world.simulator.faults.add(effects.httpStatus(503));
    const ids = await world.beginAll();
    await sleep(6_000);
    const asked = away.hits;
    away.remove();

    await expectNothingLost(ids);
    expect(asked).toBeLessThan(40);
  }, 120_000);

  it('that never end an answer do not hold a run for ever', async () => {
    await start(1);
    world.simulator.faults.add(effects.delivered('hangMidBody'), { method: 'GetCallHistory', skip: 2, times: 2 });
    world.simulator.faults.add(effects.delivered('hangBeforeHeaders'), { upstream: 'elevenlabs', skip: 5, times: 2 });

    const ids = await world.beginAll();

    await expectNothingLost(ids);
  }, 120_000);

  it('whose list grows at both ends while it is read, and whose clock jumps, end in the same mirror', async () => {
    await start(1, { until: new Date(Date.now() - 6 * 3_600_000) }); // within the look-back
    const [application] = world.simulator.accounts[0]!.applications;
    const newest = [...world.simulator.truth(application!.id)].at(-1)!;
    const second = Date.parse(`${String(newest.start_date).replace(' ', 'T')}Z`);
    let added = 0;
    const add = (offsetSeconds: number) => {
      const start_date = new Date(second + offsetSeconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
      const leg = {
        call_id: 700_000 + added,
        start_time: start_date,
        duration: 5,
        incoming: true,
        successful: true,
        cost: 0,
      };
      world.simulator.addSession(application!.id, { start_date, duration: 9, calls: [leg] });
      added++;
    };
    const ids = await world.beginAll(false);
    // Later and earlier by the upstream's clock than what was there, an hour back and forth.
    for (let times = 0; times < 20; times++) {
      add(times % 2 === 0 ? times * 60 : -times * 180);
      await sleep(40);
    }

    await world.finishAll(ids);
    // The look-back of the next sync finds what came behind the first one's back.
    for (let rounds = 0; rounds < 2; rounds++) await world.finishAll(await world.beginAll());
    await world.expectWholeMirror();
    expect(await world.mirror()).toHaveLength(SESSIONS + added);
  }, 120_000);
});
