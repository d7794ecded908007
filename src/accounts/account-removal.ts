import { Injectable } from '@nestjs/common';
import type { Viewer } from '../auth/index.js';

/** Does away with what a module keeps for an account, for whoever removes it. It may run again after a failure, so it has to be repeatable. */
export type AccountRemovalStep = (accountId: string, viewer: Viewer) => Promise<void>;

/**
 * What has to happen before an account's row goes. The database cascades, but in one transaction, and knows nothing of
 * files: modules that this one does not know register here, in `onModuleInit`, what they do about theirs.
 */
@Injectable()
export class AccountRemoval {
  private readonly steps: AccountRemovalStep[] = [];

  register(step: AccountRemovalStep): void {
    this.steps.push(step);
  }

  async prepare(accountId: string, viewer: Viewer): Promise<void> {
    for (const step of this.steps) await step(accountId, viewer);
  }
}
