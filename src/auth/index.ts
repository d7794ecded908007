export { ApiKey } from './api-key.entity.js';
export { AuthModule } from './auth.module.js';
export { Authenticator } from './authenticator.js';
export { type Credential, CredentialEvents } from './credential-events.js';
export { CurrentViewer, Public, RequireRole } from './decorators.js';
export { Role } from './role.js';
export { User } from './user.entity.js';
export type { Viewer } from './viewer.js';
export { Workspace } from './workspace.entity.js';
