import { Injectable } from '@nestjs/common';
import type { Viewer } from '../../auth/index.js';
import { assertForwards } from '../../common/date-range.input.js';
import { BadUserInputError } from '../../common/errors.js';
import { parseGlobalId } from '../../common/id.js';
import type { Page } from '../../common/pagination.js';
import type { AuditLogArgs } from './audit-log.args.js';
import { type AuditEntryRow, AuditLogRepository } from './audit-log.repository.js';

/** The audit log of a workspace, for those who look after it. */
@Injectable()
export class AuditLogService {
  constructor(private readonly repository: AuditLogRepository) {}

  find(viewer: Viewer, id: string): Promise<AuditEntryRow | undefined> {
    return this.repository.find(viewer.workspaceId, id);
  }

  /** @throws BadUserInputError for malformed ids and cursors, and for a range that is the wrong way round */
  async list(viewer: Viewer, { filter, first = null, after = null }: AuditLogArgs): Promise<Page<AuditEntryRow>> {
    assertForwards(filter?.at, 'at');
    const asked = {
      action: filter?.action ?? null,
      actorId: keyIn(filter?.actorId, 'actorId'),
      targetId: keyIn(filter?.targetId, 'targetId'),
      at: filter?.at ?? null,
    };
    return this.repository.findPage(viewer.workspaceId, asked, { first, after });
  }
}

/** The key in an id of whatever type. */
function keyIn(globalId: string | null | undefined, field: string): string | null {
  if (globalId == null) return null;
  const parsed = parseGlobalId(globalId);
  if (parsed === undefined) throw new BadUserInputError({ [field]: [`${field} is not an id`] });
  return parsed.id;
}
