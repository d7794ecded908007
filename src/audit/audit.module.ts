import { Global, Module } from '@nestjs/common';
import { Audit } from './audit.js';
import { AuditExpiry } from './audit-expiry.js';

/** Writing the audit log, for everybody. Reading it is a module of its own, which may know of users and roles. */
@Global()
@Module({ providers: [Audit, AuditExpiry], exports: [Audit, AuditExpiry] })
export class AuditModule {}
