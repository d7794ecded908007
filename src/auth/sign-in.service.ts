import { Inject, Injectable } from '@nestjs/common';
import { Audit, AuditAction, AuditTargetKind } from '../audit/index.js';
import { ForbiddenError, UnauthenticatedError } from '../common/errors.js';
import { ENV, type Env } from '../config/index.js';
import { isDuplicateKey } from '../database/index.js';
import { Attempts } from './attempts.js';
import type { SignInInput, SignUpInput } from './auth.inputs.js';
import { Passwords } from './passwords.js';
import { Role } from './role.js';
import { SignInLog } from './sign-in-log.js';
import type { User } from './user.entity.js';
import { type NewUser, UsersRepository } from './users.repository.js';
import { emailTaken } from './users.service.js';
import { type SignedIn, Welcome } from './welcome.js';

/** How people get in: the first sign-up, further ones where the server is open to them, and signing in. */
@Injectable()
export class SignInService {
  constructor(
    @Inject(ENV) private readonly env: Env,
    private readonly users: UsersRepository,
    private readonly passwords: Passwords,
    private readonly welcome: Welcome,
    private readonly attempts: Attempts,
    private readonly log: SignInLog,
    private readonly audit: Audit,
  ) {}

  async setup(): Promise<{ needsFirstUser: boolean; signUpOpen: boolean }> {
    const needsFirstUser = !(await this.users.anyExists());
    return { needsFirstUser, signUpOpen: needsFirstUser || this.env.SIGNUP === 'open' };
  }

  /**
   * Creates a workspace with its first user, an ADMIN, in one transaction.
   * @throws ForbiddenError if there are users already and the server is not open to more
   * @throws ConflictError if the address is taken
   * @throws RateLimitedError after too many attempts
   */
  async signUp(input: SignUpInput, address: string): Promise<SignedIn> {
    await this.attempts.count(address, input.email);
    await this.refuseIfClosed();
    const passwordHash = await this.passwords.hash(input.password);
    const user = await this.addUser(input.workspaceName, { email: input.email, passwordHash, role: Role.ADMIN });
    return this.welcome.issue(user);
  }

  /**
   * @throws UnauthenticatedError that does not tell which of address and password is wrong, nor takes a telling time
   * @throws RateLimitedError after too many attempts
   */
  async signIn({ email, password }: SignInInput, address: string): Promise<SignedIn> {
    await this.attempts.count(address, email);
    const user = await this.users.findByEmail(email);
    if (!(await this.passwords.matches(password, user?.passwordHash)) || user === null) {
      if (user !== null) this.log.refused(user);
      throw new UnauthenticatedError('The e-mail address or the password is wrong');
    }
    await this.attempts.forgive(email);
    await this.log.signedIn(user);
    return this.welcome.issue(user);
  }

  private async addUser(workspaceName: string, user: NewUser): Promise<User> {
    try {
      return await this.users.addWithWorkspace(workspaceName, user, this.env.SIGNUP === 'first', (trx, added) => {
        const { id: workspaceId } = added.workspace;
        const actor = { workspaceId, credential: { kind: 'user', id: added.id } as const };
        const target = { kind: AuditTargetKind.WORKSPACE, id: workspaceId, name: workspaceName };
        return this.audit.note(trx, actor, { action: AuditAction.WORKSPACE_CREATED, target });
      });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      await this.refuseIfClosed();
      throw emailTaken(error);
    }
  }

  private async refuseIfClosed(): Promise<void> {
    const { signUpOpen } = await this.setup();
    if (!signUpOpen)
      throw new ForbiddenError('Signing up is closed: ask an administrator of your workspace for a user');
  }
}
