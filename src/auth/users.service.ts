import { Injectable } from '@nestjs/common';
import { Audit, AuditAction, type AuditDeed, AuditTargetKind, givenFields } from '../audit/index.js';
import { BadUserInputError, ConflictError } from '../common/errors.js';
import { newId, notFound } from '../common/id.js';
import { isDuplicateKey } from '../database/index.js';
import type { CreateUserInput, UpdateUserInput } from './auth.inputs.js';
import { CredentialEvents } from './credential-events.js';
import { Passwords } from './passwords.js';
import type { User } from './user.entity.js';
import { UsersRepository } from './users.repository.js';
import type { Viewer } from './viewer.js';

/** The users of a workspace. */
@Injectable()
export class UsersService {
  constructor(
    private readonly users: UsersRepository,
    private readonly passwords: Passwords,
    private readonly events: CredentialEvents,
    private readonly audit: Audit,
  ) {}

  list(viewer: Viewer): Promise<User[]> {
    return this.users.list(viewer.workspaceId);
  }

  find(viewer: Viewer, id: string): Promise<User | null> {
    return this.users.find(viewer.workspaceId, id);
  }

  /** @throws ConflictError if somebody, in whatever workspace, has the address */
  async create(viewer: Viewer, { email, password, role, name = null }: CreateUserInput): Promise<User> {
    const passwordHash = await this.passwords.hash(password);
    const id = newId();
    try {
      return await this.users.add(viewer.workspaceId, { id, email, name, passwordHash, role }, (trx) =>
        this.audit.note(trx, viewer, deedTo({ id, email }, AuditAction.USER_CREATED, { role: role.toUpperCase() })),
      );
    } catch (error) {
      if (isDuplicateKey(error)) throw emailTaken(error);
      throw error;
    }
  }

  /**
   * Gives a user another role or name. The role holds at once, on sockets as well.
   * @throws NotFoundError
   * @throws ConflictError if the workspace were left without an ADMIN
   */
  async update(viewer: Viewer, id: string, { id: _, ...given }: UpdateUserInput): Promise<User> {
    const user = await this.get(viewer, id);
    const { name, role } = given;
    const changes = { ...(name !== undefined && { name }), ...(role != null && { role }) };
    if (Object.keys(changes).length === 0) return user;
    const details = { fields: givenFields(changes), ...(role != null && { role: role.toUpperCase() }) };
    const updated = await this.users.update(viewer.workspaceId, id, changes, (trx) =>
      this.audit.note(trx, viewer, deedTo(user, AuditAction.USER_UPDATED, details)),
    );
    if (role != null) this.events.changed({ kind: 'user', id });
    return orNotFound(updated);
  }

  /**
   * Removes a user: their access tokens end at once, and their sockets are closed.
   * @throws NotFoundError
   * @throws ConflictError if the workspace were left without an ADMIN
   */
  async remove(viewer: Viewer, id: string): Promise<void> {
    const user = await this.get(viewer, id);
    const wasThere = await this.users.remove(viewer.workspaceId, id, (trx) =>
      this.audit.note(trx, viewer, deedTo(user, AuditAction.USER_REMOVED)),
    );
    if (!wasThere) throw notFound('User'); // somebody else was first
    this.events.changed({ kind: 'user', id });
  }

  /**
   * Gives a user who forgot theirs another password: their access tokens end at once, and their sockets are closed.
   * @throws BadUserInputError for one's own, as nobody's token may do without the current password there
   * @throws NotFoundError
   */
  async setPassword(viewer: Viewer, id: string, password: string): Promise<User> {
    const user = await this.get(viewer, id);
    if (viewer.credential.id === id) {
      throw new BadUserInputError({ id: ['Your own password is changed by changePassword'] });
    }
    const passwordHash = await this.passwords.hash(password);
    const changed = await this.users.setPassword(viewer.workspaceId, id, passwordHash, (trx) =>
      this.audit.note(trx, viewer, deedTo(user, AuditAction.PASSWORD_SET)),
    );
    this.events.changed({ kind: 'user', id });
    return orNotFound(changed);
  }

  private async get(viewer: Viewer, id: string): Promise<User> {
    return orNotFound(await this.find(viewer, id));
  }
}

function deedTo(
  { id, email }: Pick<User, 'id' | 'email'>,
  action: AuditAction,
  details?: AuditDeed['details'],
): AuditDeed {
  return { action, target: { kind: AuditTargetKind.USER, id, name: email }, details };
}

function orNotFound(user: User | null): User {
  if (user === null) throw notFound('User');
  return user;
}

export function emailTaken(cause: unknown): ConflictError {
  const message = 'There is a user with this e-mail address already';
  return new ConflictError(message, { fields: { email: [message] } }, { cause });
}
