import { Injectable } from '@nestjs/common';
import { Audit, AuditAction, AuditTargetKind } from '../audit/index.js';
import type { Viewer } from '../auth/index.js';
import { toGlobalId } from '../common/id.js';
import type { AnyKysely } from '../database/index.js';
import type { NewRun } from './run-ledger.js';

type Run = Pick<NewRun, 'applicationId' | 'callId' | 'kind'>;

/** What people do to runs, in the audit log: a run itself does not say who. What the server begins by itself is not there. */
@Injectable()
export class SyncLog {
  constructor(private readonly audit: Audit) {}

  started(trx: AnyKysely, viewer: Viewer, id: string, run: Run): Promise<void> {
    return this.note(trx, viewer, AuditAction.SYNC_STARTED, id, detailsOf(run));
  }

  /** @param retryOf the run that did not succeed */
  retried(trx: AnyKysely, viewer: Viewer, id: string, run: Run, retryOf: string): Promise<void> {
    const details = { ...detailsOf(run), retryOf: toGlobalId('SyncRun', retryOf) };
    return this.note(trx, viewer, AuditAction.SYNC_RETRIED, id, details);
  }

  cancelled(trx: AnyKysely, viewer: Viewer, id: string, run: Run): Promise<void> {
    return this.note(trx, viewer, AuditAction.SYNC_CANCELLED, id, detailsOf(run));
  }

  private note(trx: AnyKysely, viewer: Viewer, action: AuditAction, id: string, details: object): Promise<void> {
    return this.audit.note(trx, viewer, {
      action,
      target: { kind: AuditTargetKind.SYNC_RUN, id },
      details: { ...details },
    });
  }
}

/** Runs go with their application, and entries do not: so they name it. */
function detailsOf({ kind, applicationId, callId }: Run) {
  return {
    kind: kind.toUpperCase(),
    applicationId: toGlobalId('Application', applicationId),
    ...(callId != null && { callId: toGlobalId('Call', callId) }),
  };
}
