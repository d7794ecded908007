import { Injectable } from '@nestjs/common';
import { AccessTokens, type IssuedToken } from './access-tokens.js';
import type { User } from './user.entity.js';
import type { Viewer } from './viewer.js';

/** A token, and who the user is with it. */
export type SignedIn = IssuedToken & { viewer: Viewer };

/** Who is let in, and which of their tokens are good. */
type Known = Pick<User, 'id' | 'workspace' | 'role' | 'tokenVersion'>;

/** Lets in who has shown who they are. */
@Injectable()
export class Welcome {
  constructor(private readonly tokens: AccessTokens) {}

  async issue({ id, workspace, role, tokenVersion }: Known): Promise<SignedIn> {
    const issued = await this.tokens.issue({ id, tokenVersion });
    const credential = { kind: 'user', id } as const;
    return { ...issued, viewer: { workspaceId: workspace.id, role, credential, expiresAt: issued.expiresAt } };
  }
}
