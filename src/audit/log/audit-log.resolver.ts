import type { OnModuleInit } from '@nestjs/common';
import { Args, Query, Resolver } from '@nestjs/graphql';
import { CurrentViewer, RequireRole, Role, type Viewer } from '../../auth/index.js';
import { type Connection, toConnection } from '../../common/pagination.js';
import { Dialect } from '../../database/index.js';
import { NodeRegistry } from '../../graphql/node-registry.js';
import { AuditConnection, AuditEntryObject, toAuditEntryObject } from './audit-entry.object.js';
import { AuditLogArgs } from './audit-log.args.js';
import { AuditLogService } from './audit-log.service.js';

@Resolver(() => AuditEntryObject)
export class AuditLogResolver implements OnModuleInit {
  constructor(
    private readonly service: AuditLogService,
    private readonly dialect: Dialect,
    private readonly nodes: NodeRegistry,
  ) {}

  onModuleInit(): void {
    this.nodes.register('AuditEntry', async (viewer, id) => {
      const entry = viewer.role === Role.ADMIN ? await this.service.find(viewer, id) : undefined;
      return entry === undefined ? null : toAuditEntryObject(entry, this.dialect);
    });
  }

  @RequireRole(Role.ADMIN)
  @Query(() => AuditConnection, { description: 'Who did what in the workspace, newest first. ADMIN only.' })
  async auditLog(@CurrentViewer() viewer: Viewer, @Args() args: AuditLogArgs): Promise<Connection<AuditEntryObject>> {
    return toConnection(await this.service.list(viewer, args), (row) => toAuditEntryObject(row, this.dialect));
  }
}
