import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ApplicationRemoval } from '../applications/index.js';
import { RunLedger } from './run-ledger.js';

/** Takes the runs of an application that is removed out of the workers' hands, before its rows go. */
@Injectable()
export class SyncRemoval implements OnModuleInit {
  constructor(
    private readonly removal: ApplicationRemoval,
    private readonly ledger: RunLedger,
  ) {}

  onModuleInit(): void {
    this.removal.register('work', ({ id }) => this.ledger.revoke(id));
  }
}
