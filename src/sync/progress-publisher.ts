import { Injectable } from '@nestjs/common';
import { MessageBus } from '../queue/index.js';
import { RunLedger } from './run-ledger.js';
import { isFinal, type SyncRunSnapshot } from './sync-run.snapshot.js';
import { type RunMessage, runTopic, workspaceRunsTopic } from './sync-topics.js';

/** At most four snapshots a second for one run. */
const SHORTEST_PAUSE_MS = 250;

interface Pace {
  publishedAt: number;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Publishes how runs stand, after the commit: what is published is read back from the row, so it is never ahead of the
 * database. Changes that come faster than four a second become one snapshot; the last one is always published.
 */
@Injectable()
export class ProgressPublisher {
  private readonly paces = new Map<string, Pace>();

  constructor(
    private readonly ledger: RunLedger,
    private readonly bus: MessageBus,
  ) {}

  /** The run has changed. Returns at once; the snapshot goes out when its turn has come. */
  changed(runId: string): void {
    const pace = this.paces.get(runId) ?? { publishedAt: 0, timer: undefined };
    this.paces.set(runId, pace);
    if (pace.timer !== undefined) return;
    const pause = Math.max(0, pace.publishedAt + SHORTEST_PAUSE_MS - Date.now());
    pace.timer = setTimeout(() => void this.publish(runId).catch(() => undefined), pause); // the next change tries again
    pace.timer.unref();
  }

  /** The run has changed for good, or has come to rest: its snapshot goes out now. */
  async settled(runId: string): Promise<void> {
    await this.publish(runId);
    this.forget(runId);
  }

  private async publish(runId: string): Promise<void> {
    const pace = this.paces.get(runId);
    if (pace !== undefined) {
      clearTimeout(pace.timer);
      pace.timer = undefined;
      pace.publishedAt = Date.now();
    }
    const run = await this.ledger.find(runId);
    if (run === undefined) return this.forget(runId);
    this.send(run);
    if (isFinal(run.status)) this.forget(runId);
  }

  private send(run: SyncRunSnapshot): void {
    const message: RunMessage = { run };
    this.bus.publish(runTopic(run.id), message);
    this.bus.publish(workspaceRunsTopic(run.workspaceId), message);
  }

  private forget(runId: string): void {
    clearTimeout(this.paces.get(runId)?.timer);
    this.paces.delete(runId);
  }
}
