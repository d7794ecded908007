import { Injectable } from '@nestjs/common';
import type { Viewer } from '../auth/index.js';
import { notFound } from '../common/id.js';
import { LatestValues, MessageBus, stoppable } from '../queue/index.js';
import { isFinal, type SyncRunSnapshot } from './sync-run.snapshot.js';
import { SyncRunsRepository } from './sync-runs.repository.js';
import { type RunMessage, runTopic, workspaceRunsTopic } from './sync-topics.js';

/** Live runs that a slow subscriber may be behind. */
const MOST_RUNS_BEHIND = 1000;

/**
 * Streams how runs stand: the present state first, then whole snapshots. A slow subscriber gets the newest of each run
 * and never a backlog; the last one is never left out.
 */
@Injectable()
export class RunUpdates {
  constructor(
    private readonly runs: SyncRunsRepository,
    private readonly bus: MessageBus,
  ) {}

  /** One run, until it is final. The first value asked for throws NotFoundError where there is no such run. */
  ofRun(viewer: Viewer, id: string): AsyncIterableIterator<SyncRunSnapshot, undefined> {
    return this.listen(runTopic(id), async function* (this: RunUpdates, updates) {
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
    return this.listen(workspaceRunsTopic(workspaceId), async function* (this: RunUpdates, updates) {
      const live = await this.runs.findLive(workspaceId, applicationId);
      yield* live;
      for await (const run of newer(updates, new Map(live.map(({ id, sequence }) => [id, sequence])))) {
        if (applicationId === null || run.applicationId === applicationId) yield run;
      }
    });
  }

  /** Opens the ears at once, before anything is read. */
  private listen(
    topic: string,
    read: (this: RunUpdates, updates: LatestValues<SyncRunSnapshot>) => AsyncGenerator<SyncRunSnapshot, void>,
  ): AsyncIterableIterator<SyncRunSnapshot, undefined> {
    const updates = new LatestValues<SyncRunSnapshot>(MOST_RUNS_BEHIND);
    const unsubscribe = this.bus.subscribe(topic, (message) => {
      const { run } = message as RunMessage;
      updates.put(run.id, run);
    });
    const stop = () => {
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
    if (isFinal(run.status)) sequences.delete(run.id);
    else sequences.set(run.id, run.sequence);
    yield run;
  }
}
