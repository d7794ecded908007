import { Role, type Viewer } from '../auth/index.js';
import { LocalBus } from '../queue/local-bus.js';
import { RunUpdates } from './run-updates.js';
import { SyncStatus } from './sync.enums.js';
import type { SyncRunSnapshot } from './sync-run.snapshot.js';
import type { SyncRunsRepository } from './sync-runs.repository.js';
import { runTopic, workspaceRunsTopic } from './sync-topics.js';

const VIEWER = { workspaceId: 'ws', role: Role.VIEWER } as Viewer;

const snapshot = (sequence: number, status = SyncStatus.RUNNING, id = 'run', applicationId = 'app') =>
  ({ id, workspaceId: 'ws', applicationId, sequence, status }) as SyncRunSnapshot;

/** Counts its listeners. */
class CountingBus extends LocalBus {
  listeners = 0;

  override subscribe(topic: string, listener: (message: object) => void): () => void {
    const unsubscribe = super.subscribe(topic, listener);
    this.listeners++;
    let counted = true;
    return () => {
      unsubscribe();
      if (counted) this.listeners--;
      counted = false;
    };
  }
}

function updatesOf(present: SyncRunSnapshot | undefined, live: SyncRunSnapshot[] = []) {
  const bus = new CountingBus();
  const changed: SyncRunSnapshot[] = [];
  const repository = {
    find: () => Promise.resolve(present),
    findLive: () => Promise.resolve(live),
    findChangedWithin: () => Promise.resolve(changed),
  };
  const updates = new RunUpdates(repository as unknown as SyncRunsRepository, bus);
  const publish = (run: SyncRunSnapshot) => {
    bus.publish(runTopic(run.id), { run });
    bus.publish(workspaceRunsTopic(run.workspaceId), { run });
  };
  return { bus, updates, changed, publish };
}

const sequences = (runs: SyncRunSnapshot[]) => runs.map(({ sequence }) => sequence);

describe('RunUpdates', () => {
  it('begins with the present state, misses nothing that happens meanwhile, and ends with the end', async () => {
    const { bus, updates, publish } = updatesOf(snapshot(3));
    const stream = updates.ofRun(VIEWER, 'run');
    publish(snapshot(4)); // before anybody has asked for the first value

    const first = await stream.next();
    const second = await stream.next();
    publish(snapshot(5, SyncStatus.SUCCEEDED));
    const rest = await Array.fromAsync<SyncRunSnapshot>(stream);

    expect(sequences([first.value!, second.value!, ...rest])).toEqual([3, 4, 5]);
    expect(bus.listeners).toBe(0);
  });

  it('leaves out what is older than what was seen', async () => {
    const { updates, publish } = updatesOf(snapshot(3));
    const stream = updates.ofRun(VIEWER, 'run');
    await stream.next();

    publish(snapshot(2));
    const next = stream.next();
    await new Promise(setImmediate);
    publish(snapshot(3));
    await new Promise(setImmediate);
    publish(snapshot(9, SyncStatus.FAILED));

    expect((await next).value?.sequence).toBe(9);
  });

  it('of a run that has ended is one value', async () => {
    const { bus, updates } = updatesOf(snapshot(7, SyncStatus.CANCELLED));

    expect(sequences(await Array.fromAsync(updates.ofRun(VIEWER, 'run')))).toEqual([7]);
    expect(bus.listeners).toBe(0);
  });

  it('of a run that does not exist throws NOT_FOUND, and keeps no ear open', async () => {
    const { bus, updates } = updatesOf(undefined);

    await expect(updates.ofRun(VIEWER, 'run').next()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(bus.listeners).toBe(0);
  });

  it('gives a slow subscriber the newest snapshot instead of a backlog, and always the last one', async () => {
    const { updates, publish } = updatesOf(snapshot(1));
    const stream = updates.ofRun(VIEWER, 'run');
    await stream.next();

    for (let sequence = 2; sequence < 500; sequence++) publish(snapshot(sequence));
    publish(snapshot(500, SyncStatus.PARTIAL));

    expect(sequences(await Array.fromAsync(stream))).toEqual([500]);
  });

  it('frees its ears as soon as a subscriber leaves, though nothing is happening', async () => {
    const { bus, updates } = updatesOf(snapshot(1));
    const stream = updates.ofRun(VIEWER, 'run');
    await stream.next();
    const waiting = stream.next();

    await stream.return?.();

    expect(bus.listeners).toBe(0);
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  it('tells what the bus has lost, and tells nothing twice', async () => {
    const { updates, changed } = updatesOf(snapshot(1));
    const stream = updates.ofRun(VIEWER, 'run');
    await stream.next();
    changed.push(snapshot(9, SyncStatus.SUCCEEDED), snapshot(12, SyncStatus.SUCCEEDED, 'another'));

    await updates.catchUp();
    await updates.catchUp();

    expect(sequences(await Array.fromAsync(stream))).toEqual([9]);
  });

  it('of an application leaves out what had ended before, and what it has told', async () => {
    const { updates, changed, publish } = updatesOf(undefined, []);
    changed.push(snapshot(7, SyncStatus.SUCCEEDED, 'ended'));
    const stream = updates.ofApplication(VIEWER, 'app');
    const first = stream.next();
    await new Promise(setImmediate);
    publish(snapshot(4, SyncStatus.SUCCEEDED, 'a'));
    changed.push(snapshot(4, SyncStatus.SUCCEEDED, 'a'));

    await updates.catchUp();
    publish(snapshot(1, SyncStatus.QUEUED, 'b'));

    expect((await first).value?.id).toBe('a');
    expect((await stream.next()).value?.id).toBe('b');
  });

  it('of an application begins with its live runs and goes on with all that change', async () => {
    const { updates, publish } = updatesOf(undefined, [snapshot(3, SyncStatus.RUNNING, 'a')]);
    const stream = updates.ofApplication(VIEWER, 'app');
    const live = await stream.next();

    publish(snapshot(1, SyncStatus.QUEUED, 'other', 'another application'));
    publish(snapshot(3, SyncStatus.RUNNING, 'a'));
    publish(snapshot(4, SyncStatus.SUCCEEDED, 'a'));
    publish(snapshot(1, SyncStatus.QUEUED, 'b'));
    const [next, last] = [await stream.next(), await stream.next()];

    expect([live, next, last].map(({ value }) => [value?.id, value?.sequence])).toEqual([
      ['a', 3],
      ['a', 4],
      ['b', 1],
    ]);
  });
});
