import { Module } from '@nestjs/common';
import { AuditLogRepository } from './audit-log.repository.js';
import { AuditLogResolver } from './audit-log.resolver.js';
import { AuditLogService } from './audit-log.service.js';

/** Reading the audit log: for processes that serve. */
@Module({ providers: [AuditLogRepository, AuditLogResolver, AuditLogService] })
export class AuditLogModule {}
