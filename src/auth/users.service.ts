import { Injectable } from '@nestjs/common';
import { ConflictError } from '../common/errors.js';
import { isDuplicateKey } from '../database/index.js';
import type { CreateUserInput } from './auth.inputs.js';
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
  ) {}

  list(viewer: Viewer): Promise<User[]> {
    return this.users.list(viewer.workspaceId);
  }

  find(viewer: Viewer, id: string): Promise<User | null> {
    return this.users.find(viewer.workspaceId, id);
  }

  /** @throws ConflictError if somebody, in whatever workspace, has the address */
  async create(viewer: Viewer, { email, password, role }: CreateUserInput): Promise<User> {
    const passwordHash = await this.passwords.hash(password);
    try {
      return await this.users.add(viewer.workspaceId, { email, passwordHash, role });
    } catch (error) {
      if (isDuplicateKey(error)) throw emailTaken(error);
      throw error;
    }
  }
}

export function emailTaken(cause: unknown): ConflictError {
  const message = 'There is a user with this e-mail address already';
  return new ConflictError(message, { fields: { email: [message] } }, { cause });
}
