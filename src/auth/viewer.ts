import type { Role } from './role.js';

/** Who asks: a user with an access token, or a program with an API key. Every query is bound to its workspace. */
export interface Viewer {
  readonly workspaceId: string;
  readonly role: Role;
  readonly credential: { readonly kind: 'user' | 'apiKey'; readonly id: string };
  /** When the credential ends by itself; null if never. */
  readonly expiresAt: Date | null;
}
