import { Injectable } from '@nestjs/common';
import { Audit, AuditAction, AuditTargetKind } from '../audit/index.js';
import type { Viewer } from '../auth/index.js';
import { ConflictError } from '../common/errors.js';
import { filterKey, notFound } from '../common/id.js';
import type { Page } from '../common/pagination.js';
import { Inbox } from './inbox.js';
import type { WebhookEventsArgs } from './webhook-events.args.js';
import { type WebhookEventRow, WebhookEventsRepository } from './webhook-events.repository.js';

/** What was received, for those who look after it. */
@Injectable()
export class WebhookEventsService {
  constructor(
    private readonly repository: WebhookEventsRepository,
    private readonly inbox: Inbox,
    private readonly audit: Audit,
  ) {}

  /** @throws BadUserInputError for malformed ids and cursors */
  list(viewer: Viewer, args: WebhookEventsArgs): Promise<Page<WebhookEventRow>> {
    const applicationId =
      args.applicationId == null ? null : filterKey('Application', args.applicationId, 'applicationId');
    const { status = null, first = null, after = null } = args;
    return this.repository.findPage(viewer.workspaceId, { applicationId, status, first, after });
  }

  /** @throws NotFoundError */
  async get(viewer: Viewer, id: string): Promise<WebhookEventRow> {
    const event = await this.repository.find(viewer.workspaceId, id);
    if (event === undefined) throw notFound('WebhookEvent');
    return event;
  }

  /** @throws NotFoundError; ConflictError if it has not failed */
  async replay(viewer: Viewer, id: string): Promise<WebhookEventRow> {
    const { type } = await this.get(viewer, id);
    const target = { kind: AuditTargetKind.WEBHOOK_EVENT, id, name: type };
    const replayed = await this.repository.replay(viewer.workspaceId, id, (trx) =>
      this.audit.note(trx, viewer, { action: AuditAction.WEBHOOK_REPLAYED, target }),
    );
    if (!replayed) throw new ConflictError('Only a webhook that has FAILED can be replayed');
    this.inbox.announce();
    return this.get(viewer, id);
  }
}
