import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import type { Viewer } from '../auth/index.js';
import { notFound } from '../common/id.js';
import { LatestValues, MessageBus, stoppable } from '../queue/index.js';
import { isFinal, type SyncRunSnapshot } from './sync-run.snapshot.js';
import { SyncRunsRepository } from './sync-runs.repository.js';
import { type RunMessage, runTopic, workspaceRunsTopic } from './sync-topics.js';

/** Live runs that a slow subscriber may be behind. */
const MOST_RUNS_BEHIND = 1000;

/** Runs of which a subscriber knows how far they are. */
const MOST_RUNS_KNOWN = 2 * MOST_RUNS_BEHIND;

const LOOK_EVERY_MS = 3_000;
/** Further back than the look before, however late that was. */
const LOOK_BACK_MS = 15_000;

/** Somebody who listens. */
interface Ear {
  hears(run: SyncRunSnapshot): boolean;
  updates: LatestValues<SyncRunSnapshot>;
}

/**
 * Streams how runs stand: the present state first, then whole snapshots. A slow subscriber gets the newest of each run
 * and never a backlog; the last one is never left out: what the bus loses, with a process or with Redis, is found in the
 * database a few seconds later.
 */
@Injectable()
export class RunUpdates {
  private readonly logger = new Logger(RunUpdates.name);
  private readonly ears = new Set<Ear>();

  constructor(
    private readonly runs: SyncRunsRepository,
    private readonly bus: MessageBus,
  ) {}

  /** Tells all who listen what they may have missed. */
  @Interval(LOOK_EVERY_MS)
  async catchUp(): Promise<void> {
    if (this.ears.size === 0) return;
    try {
      const changed = await this.runs.findChangedWithin(LOOK_BACK_MS, MOST_RUNS_BEHIND);
      for (const ear of this.ears) {
        for (const run of changed) if (ear.hears(run)) ear.updates.put(run.id, run);
      }
    } catch (error) {
      this.logger.warn({ message: 'The runs cannot be read; trying again', err: error });
    }
  }

  /** One run, until it is final. The first value asked for throws NotFoundError where there is no such run. */
  ofRun(viewer: Viewer, id: string): AsyncIterableIterator<SyncRunSnapshot, undefined> {
    const hears = (run: SyncRunSnapshot) => run.id === id;
    return this.listen(runTopic(id), hears, async function* (this: RunUpdates, updates) {
      // Only now, with the ears open: what happens between the two is not missed.
      const present = await this.runs.find(viewer.workspaceId, id);
      if (present === undefined) throw notFound('SyncRun');
      yield present;
      if (isFinal(present.status)) return;
      for await (const run of newer(updates, new Map([[id, present.sequence]]))) {
        yield run;
        if (isFinal(run.status)) return;
      }
    });
  }

  /** Every run of the application, or of the workspace, beginning with those that are live. Never ends by itself. */
  ofApplication(viewer: Viewer, applicationId: string | null): AsyncIterableIterator<SyncRunSnapshot, undefined> {
    const { workspaceId } = viewer;
    const hears = (run: SyncRunSnapshot) => run.workspaceId === workspaceId;
    return this.listen(workspaceRunsTopic(workspaceId), hears, async function* (this: RunUpdates, updates) {
      // Before the live ones: what ended before this moment is no news, and what ends after it is.
      const recent = await this.runs.findChangedWithin(LOOK_BACK_MS, MOST_RUNS_BEHIND);
      const live = await this.runs.findLive(workspaceId, applicationId);
      yield* live;
      const known = new Map([...recent, ...live].map(({ id, sequence }) => [id, sequence]));
      for await (const run of newer(updates, known)) {
        if (applicationId === null || run.applicationId === applicationId) yield run;
      }
    });
  }

  /** Opens the ears at once, before anything is read. */
  private listen(
    topic: string,
    hears: Ear['hears'],
    read: (this: RunUpdates, updates: LatestValues<SyncRunSnapshot>) => AsyncGenerator<SyncRunSnapshot, void>,
  ): AsyncIterableIterator<SyncRunSnapshot, undefined> {
    const updates = new LatestValues<SyncRunSnapshot>(MOST_RUNS_BEHIND);
    const unsubscribe = this.bus.subscribe(topic, (message) => {
      const { run } = message as RunMessage;
      updates.put(run.id, run);
    });
    const ear: Ear = { hears, updates };
    this.ears.add(ear);
    const stop = () => {
      this.ears.delete(ear);
      unsubscribe();
      updates.end();
    };
    return stoppable(closing(read.call(this, updates), stop), stop);
  }
}

/** Also a stream that comes to its own end, or breaks, gives its ears back. */
async function* closing<Value>(source: AsyncGenerator<Value, void>, close: () => void): AsyncGenerator<Value, void> {
  try {
    yield* source;
  } finally {
    close();
  }
}

/** Leaves out what is older than what was seen: messages and rows overtake each other. */
async function* newer(
  updates: LatestValues<SyncRunSnapshot>,
  sequences: Map<string, number>,
): AsyncGenerator<SyncRunSnapshot, void> {
  for (;;) {
    const [run] = await updates.take(1);
    if (run === undefined) return;
    if (run.sequence <= (sequences.get(run.id) ?? -1)) continue;
    sequences.delete(run.id);
    sequences.set(run.id, run.sequence);
    const [oldest] = sequences.keys();
    if (sequences.size > MOST_RUNS_KNOWN && oldest !== undefined) sequences.delete(oldest);
    yield run;
  }
}
