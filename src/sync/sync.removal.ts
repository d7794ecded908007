import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ApplicationRemoval } from '../applications/index.js';
import { ProgressPublisher } from './progress-publisher.js';
import { RunLedger } from './run-ledger.js';

/** Takes the runs of an application that is removed out of the workers' hands, before its rows go. */
@Injectable()
export class SyncRemoval implements OnModuleInit {
  constructor(
    private readonly removal: ApplicationRemoval,
    private readonly ledger: RunLedger,
    private readonly publisher: ProgressPublisher,
  ) {}

  onModuleInit(): void {
    this.removal.register('work', ({ id }) => this.endRuns(id));
  }

  /** Whoever watches one sees it end now: soon there is nothing left to tell of it. */
  private async endRuns(applicationId: string): Promise<void> {
    for (const runId of await this.ledger.revoke(applicationId)) await this.publisher.settled(runId);
  }
}
