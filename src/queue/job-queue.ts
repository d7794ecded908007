/** What a job says: look at this run. The run's row holds everything else, so a job may be lost or doubled without harm. */
export interface SyncJob {
  runId: string;
  /** How often the run was taken up before: tells a new job for the run from one whose worker has died. */
  attempt: number;
}

/** Carries "look at run X" from whoever starts a run to whoever works on it. */
export abstract class JobQueue {
  /** Never waits for the work, and never fails. Adding a job that already waits changes nothing. */
  abstract add(job: SyncJob): Promise<void>;

  /** Begins to hand jobs to `worker`, several at a time; what `worker` throws is logged, never handed on. */
  abstract consume(worker: (job: SyncJob) => Promise<void>): void;

  /** How many jobs nobody works on yet. @throws whatever keeps it from being known */
  abstract waiting(): Promise<number>;

  /** Takes no more jobs, and waits until those at work are done. */
  abstract close(): Promise<void>;
}
