import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Audit, AuditAction, AuditTargetKind } from '../audit/index.js';
import type { LinkStamp } from '../secrets/index.js';
import type { LinkGrant } from './recording-links.js';
import type { RecordingTable } from './recording.table.js';

/** A player asks for many pieces: links of which it is known that they were noted. */
const LINKS_REMEMBERED = 10_000;

/**
 * Who has opened which recording, in the audit log: one entry for each link, at its first use. Links themselves are made by
 * the page, for every call that a list shows, and most are never followed.
 */
@Injectable()
export class RecordingLog {
  private readonly noted = new LRUCache<string, true>({ max: LINKS_REMEMBERED });

  constructor(private readonly audit: Audit) {}

  /** Before anything is sent: what cannot be noted is not heard. */
  async opened(
    { workspace_id: workspaceId, call_id: id }: RecordingTable,
    { credential }: LinkGrant,
    { signature }: LinkStamp,
  ): Promise<void> {
    const mark = `recording link\n${String(signature)}`;
    if (this.noted.has(mark)) return;
    const target = { kind: AuditTargetKind.CALL, id };
    await this.audit.noteOnce({ workspaceId, credential }, { action: AuditAction.RECORDING_OPENED, target }, mark);
    this.noted.set(mark, true);
  }
}
