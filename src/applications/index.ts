export { Application } from './application.entity.js';
export { ApplicationObject, toApplicationObject } from './application.object.js';
export {
  ApplicationRemoval,
  type ApplicationRemovalStage,
  type ApplicationRemovalStep,
  type RemovedApplication,
} from './application-removal.js';
export { applicationSecretColumns } from './application-secrets.js';
export { ApplicationsModule } from './applications.module.js';
export { ApplicationsService } from './applications.service.js';
export { isPastItsDays } from './past-its-days.js';
export { WEBHOOKS_PATH } from './webhooks-path.js';
