import { Injectable } from '@nestjs/common';

export interface RemovedApplication {
  id: string;
  workspaceId: string;
}

/** Does away with what a module keeps for an application. It may run again after a failure, so it has to be repeatable. */
export type ApplicationRemovalStep = (application: RemovedApplication) => Promise<void>;

/** First nobody works on it any more, then what lies outside of the database goes, and at last the many rows. */
const STAGES = ['work', 'files', 'rows'] as const;
export type ApplicationRemovalStage = (typeof STAGES)[number];

/**
 * What has to happen before an application's row goes. The database cascades, but in one transaction, which would lock a
 * million calls, and it knows nothing of files: modules to the right register here, in `onModuleInit`, what they do about
 * theirs.
 */
@Injectable()
export class ApplicationRemoval {
  private readonly steps: { stage: ApplicationRemovalStage; run: ApplicationRemovalStep }[] = [];

  register(stage: ApplicationRemovalStage, run: ApplicationRemovalStep): void {
    this.steps.push({ stage, run });
  }

  async prepare(application: RemovedApplication): Promise<void> {
    for (const stage of STAGES) {
      for (const step of this.steps) if (step.stage === stage) await step.run(application);
    }
  }
}
