import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { MessageBus } from '../queue/index.js';
import { RunLedger } from './run-ledger.js';
import { isFinal } from './sync-run.snapshot.js';
import { type RunMessage, runTopic, workspaceRunsTopic } from './sync-topics.js';

/** At most four snapshots a second for one run. */
const SHORTEST_PAUSE_MS = 250;

interface Pace {
  publishedAt: number;
  timer: NodeJS.Timeout | undefined;
  /** The snapshot that goes out at the moment: they follow each other, so that none overtakes a newer one. */
  publishing: Promise<void>;
}

/**
 * Publishes how runs stand, after the commit: what is published is read back from the row, so it is never ahead of the
 * database. Changes that come faster than four a second become one snapshot; the last one is always published.
 */
@Injectable()
export class ProgressPublisher implements OnApplicationShutdown {
  private readonly paces = new Map<string, Pace>();
  private closed = false;

  constructor(
    private readonly ledger: RunLedger,
    private readonly bus: MessageBus,
  ) {}

  /** The run has changed. Returns at once; the snapshot goes out when its turn has come. */
  changed(runId: string): void {
    const pace = this.paceOf(runId);
    if (this.closed || pace.timer !== undefined) return;
    const pause = Math.max(0, pace.publishedAt + SHORTEST_PAUSE_MS - Date.now());
    pace.timer = setTimeout(() => void this.publish(runId).catch(() => this.changed(runId)), pause);
    pace.timer.unref();
  }

  /** The run has changed for good, or has come to rest: its snapshot goes out now. */
  async settled(runId: string): Promise<void> {
    try {
      await this.publish(runId);
    } catch (error) {
      this.changed(runId); // whoever waits for the end shall see it once the database is back
      throw error;
    }
    this.forget(runId);
  }

  onApplicationShutdown(): void {
    this.closed = true;
    for (const runId of this.paces.keys()) this.forget(runId);
  }

  private publish(runId: string): Promise<void> {
    const pace = this.paceOf(runId);
    clearTimeout(pace.timer);
    pace.timer = undefined;
    pace.publishedAt = Date.now();
    pace.publishing = pace.publishing.catch(() => undefined).then(() => this.send(runId));
    return pace.publishing;
  }

  private async send(runId: string): Promise<void> {
    const run = await this.ledger.find(runId);
    if (run === undefined) return this.forget(runId);
    const message: RunMessage = { run };
    this.bus.publish(runTopic(run.id), message);
    this.bus.publish(workspaceRunsTopic(run.workspaceId), message);
    if (isFinal(run.status)) this.forget(runId);
  }

  private paceOf(runId: string): Pace {
    const pace = this.paces.get(runId) ?? { publishedAt: 0, timer: undefined, publishing: Promise.resolve() };
    this.paces.set(runId, pace);
    return pace;
  }

  private forget(runId: string): void {
    clearTimeout(this.paces.get(runId)?.timer);
    this.paces.delete(runId);
  }
}
