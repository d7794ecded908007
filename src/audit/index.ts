export { Audit, type AuditActor, type AuditDeed } from './audit.js';
export { AuditAction, AuditTargetKind } from './audit.enums.js';
export { AuditExpiry } from './audit-expiry.js';
export { AuditModule } from './audit.module.js';
export { givenFields } from './given-fields.js';
