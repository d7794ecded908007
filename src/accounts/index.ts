export { Account, ConnectionState, CredentialKind } from './account.entity.js';
export { AccountObject, toAccountObject } from './account.object.js';
export { AccountRemoval, type AccountRemovalStep } from './account-removal.js';
export { AccountsModule } from './accounts.module.js';
export { AccountsService, type SyncAccount } from './accounts.service.js';
export { pauseOfAccount, type SyncPause } from './sync-pause.js';
export { accountSecretColumns } from './stored-credentials.js';
