export { WebhooksModule } from './webhooks.module.js';
export { WebhooksWorkModule } from './webhooks-work.module.js';
