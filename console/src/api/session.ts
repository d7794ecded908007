import { useSyncExternalStore } from 'react';

export interface Session {
  accessToken: string;
  /** RFC 3339. */
  expiresAt: string;
}

export interface SessionState {
  session: Session | null;
  /** The last session was ended by the server or by time, not by its user. */
  expired: boolean;
}

const KEY = 'voxsync.session';
const listeners = new Set<() => void>();
/** A token in whose place another one is on its way. */
let replaced: { accessToken: string; ended: boolean } | null = null;
let state: SessionState = { session: stored(), expired: false };

function stored(): Session | null {
  const text = localStorage.getItem(KEY);
  return text === null ? null : (JSON.parse(text) as Session);
}

function change(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}

export function beginSession({ accessToken, expiresAt }: Session): void {
  localStorage.setItem(KEY, JSON.stringify({ accessToken, expiresAt }));
  change({ session: { accessToken, expiresAt }, expired: false });
}

export function signOut(): void {
  localStorage.removeItem(KEY);
  change({ session: null, expired: false });
}

/**
 * Goes on with the token that `ask` brings in place of the present one, which the server may end before the answer is here:
 * that signs nobody out, unless nothing comes of it.
 */
export async function replaceSession(ask: () => Promise<Session>): Promise<void> {
  const replacing = { accessToken: state.session?.accessToken ?? '', ended: false };
  replaced = replacing;
  try {
    beginSession(await ask());
  } finally {
    replaced = null;
    if (replacing.ended) expireSession(replacing.accessToken);
  }
}

/**
 * The server does not take the token any more. One that has been replaced meanwhile says nothing of the present one. What is
 * stored stays: another tab may have replaced it, which this one has not heard of yet; and it opens nothing.
 */
export function expireSession(accessToken: string): void {
  if (replaced?.accessToken === accessToken) replaced.ended = true;
  else if (state.session?.accessToken === accessToken) change({ session: null, expired: true });
}

// Signing in or out in one tab does so in all.
window.addEventListener('storage', ({ key }) => {
  if (key === KEY || key === null) change({ session: stored(), expired: false });
});

export function useSession(): SessionState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}
