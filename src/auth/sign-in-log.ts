import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { setImmediate } from 'node:timers/promises';
import { Audit, AuditAction, AuditTargetKind } from '../audit/index.js';
import { Db } from '../database/index.js';
import type { User } from './user.entity.js';

/** Sign-ins in the audit log. */
@Injectable()
export class SignInLog implements BeforeApplicationShutdown {
  private readonly logger = new Logger(SignInLog.name);
  private readonly writing = new Set<Promise<void>>();

  constructor(
    private readonly audit: Audit,
    private readonly db: Db,
  ) {}

  async signedIn(user: User): Promise<void> {
    const actor = { workspaceId: user.workspace.id, credential: { kind: 'user', id: user.id } as const };
    await this.audit.note(this.db.kysely(), actor, { action: AuditAction.SIGNED_IN, target: targetOf(user) });
  }

  /** Nobody waits for it: the answer must not take longer for an address that has a user than for one that has none. */
  refused(user: User): void {
    const write = this.writeRefusal(user)
      .catch((error: unknown) => this.logger.error({ message: 'A refused sign-in was not noted', err: error }))
      .finally(() => this.writing.delete(write));
    this.writing.add(write);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.writing);
  }

  private async writeRefusal(user: User): Promise<void> {
    await setImmediate(); // SQLite works in this process: the answer goes first
    const actor = { workspaceId: user.workspace.id, credential: null };
    await this.audit.note(this.db.kysely(), actor, { action: AuditAction.SIGN_IN_REFUSED, target: targetOf(user) });
  }
}

function targetOf({ id, email }: User) {
  return { kind: AuditTargetKind.USER, id, name: email };
}
