import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Transaction } from 'kysely';
import { CallErasure, type ErasedCall } from '../calls/index.js';
import { ProgressPublisher } from './progress-publisher.js';
import { RunLedger } from './run-ledger.js';
import type { SyncTables } from './sync-run.table.js';
import { SyncRunsRepository } from './sync-runs.repository.js';

/** Ends the runs about a call that is erased, and erases what runs have written down of it. */
@Injectable()
export class SyncErasure implements OnModuleInit {
  constructor(
    private readonly erasure: CallErasure,
    private readonly ledger: RunLedger,
    private readonly runs: SyncRunsRepository,
    private readonly publisher: ProgressPublisher,
  ) {}

  onModuleInit(): void {
    this.erasure.register({
      rows: async (trx, call) => {
        const own = trx as unknown as Transaction<SyncTables>;
        await this.ledger.revokeOfCalls(own, [call.id]);
        await this.ledger.eraseWords(own, call);
      },
      rest: (call) => this.announce(call),
    });
  }

  /** Whoever watches a run about the call sees it end. */
  private async announce({ id }: ErasedCall): Promise<void> {
    for (const runId of await this.runs.findIdsOfCall(id)) await this.publisher.settled(runId);
  }
}
