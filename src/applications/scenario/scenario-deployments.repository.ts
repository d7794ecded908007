import { type EntityData, EntityManager, ForeignKeyConstraintViolationException } from '@mikro-orm/sql';
import { Injectable } from '@nestjs/common';
import { notFound } from '../../common/id.js';
import { ScenarioDeployment } from './scenario-deployment.entity.js';

export type DeploymentNote = Omit<EntityData<ScenarioDeployment>, 'application'>;

/** How far the deployment of each application's scenario has come. */
@Injectable()
export class ScenarioDeployments {
  constructor(private readonly em: EntityManager) {}

  /** As the row is now. */
  find(applicationId: string): Promise<ScenarioDeployment | null> {
    return this.em.fork().findOne(ScenarioDeployment, { application: applicationId });
  }

  /** Those of the applications that have one and belong to the workspace, each with its application. */
  findOf(workspaceId: string, applicationIds: readonly string[]): Promise<ScenarioDeployment[]> {
    const application = { id: { $in: [...applicationIds] }, workspaceId };
    return this.em.find(ScenarioDeployment, { application }, { populate: ['application'], refresh: true });
  }

  /** @throws NotFoundError if the application was removed meanwhile */
  async note(applicationId: string, changes: DeploymentNote): Promise<void> {
    const merged = Object.keys(changes) as (keyof DeploymentNote)[];
    try {
      await this.em
        .fork()
        .upsert(ScenarioDeployment, { application: applicationId, ...changes }, { onConflictMergeFields: merged });
    } catch (error) {
      if (error instanceof ForeignKeyConstraintViolationException) throw notFound('Application');
      throw error;
    }
  }
}
