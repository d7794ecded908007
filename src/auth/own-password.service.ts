import { Injectable } from '@nestjs/common';
import { Audit, AuditAction, AuditTargetKind } from '../audit/index.js';
import { BadUserInputError, ForbiddenError, UnauthenticatedError } from '../common/errors.js';
import { Db } from '../database/index.js';
import { Attempts } from './attempts.js';
import type { ChangePasswordInput } from './auth.inputs.js';
import { CredentialEvents } from './credential-events.js';
import { Passwords } from './passwords.js';
import type { User } from './user.entity.js';
import { UsersRepository } from './users.repository.js';
import type { Viewer } from './viewer.js';
import { type SignedIn, Welcome } from './welcome.js';

/** The password of whoever asks. */
@Injectable()
export class OwnPasswordService {
  constructor(
    private readonly users: UsersRepository,
    private readonly passwords: Passwords,
    private readonly attempts: Attempts,
    private readonly welcome: Welcome,
    private readonly events: CredentialEvents,
    private readonly audit: Audit,
    private readonly db: Db,
  ) {}

  /**
   * Ends every access token that the user had, the one that asks included, and gives out the only one that is good.
   * @throws BadUserInputError if the current password is wrong: the token that asks may be in the wrong hands
   * @throws ForbiddenError for an API key, which has no password
   * @throws RateLimitedError after too many attempts, those to sign in included
   */
  async change(viewer: Viewer, input: ChangePasswordInput, address: string): Promise<SignedIn> {
    const user = await this.userOf(viewer);
    await this.attempts.count(address, user.email);
    if (!(await this.passwords.matches(input.currentPassword, user.passwordHash))) return this.refuse(viewer, user);
    await this.attempts.forgive(user.email);
    const passwordHash = await this.passwords.hash(input.newPassword);
    const tokenVersion = await this.users.replacePassword(user, passwordHash, (trx) =>
      this.audit.note(trx, viewer, { action: AuditAction.PASSWORD_CHANGED, target: targetOf(user) }),
    );
    if (tokenVersion === null) return this.refuse(viewer, user); // it was another one by now
    this.events.changed(viewer.credential);
    return this.welcome.issue({ id: user.id, workspace: user.workspace, role: user.role, tokenVersion });
  }

  private async userOf({ credential, workspaceId }: Viewer): Promise<User> {
    if (credential.kind !== 'user') throw new ForbiddenError('An API key has no password: sign in as a user');
    const user = await this.users.find(workspaceId, credential.id);
    if (user === null) throw new UnauthenticatedError('The credentials have ended');
    return user;
  }

  private async refuse(viewer: Viewer, user: User): Promise<never> {
    const deed = { action: AuditAction.PASSWORD_CHANGE_REFUSED, target: targetOf(user) };
    await this.audit.note(this.db.kysely(), viewer, deed);
    throw new BadUserInputError({ currentPassword: ['The current password is wrong'] });
  }
}

function targetOf({ id, email }: User) {
  return { kind: AuditTargetKind.USER, id, name: email };
}
