import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type Credential, CredentialEvents } from '../../auth/credential-events.js';
import type { Viewer } from '../../auth/viewer.js';
import { Metrics } from '../../metrics/index.js';
import { atInstant } from './at-instant.js';

/** Ends an open socket. */
type Close = () => void;

/** The sockets that are open, by the credential that opened them: closed when it is revoked or runs out. */
@Injectable()
export class OpenSockets implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly byCredential = new Map<string, Set<Close>>();
  private stopListening: (() => void) | undefined;

  constructor(
    private readonly events: CredentialEvents,
    private readonly metrics: Metrics,
  ) {}

  onApplicationBootstrap(): void {
    this.metrics.gauge('graphql_open_sockets', 'Sockets of signed-in clients', [], () => [
      { labels: {}, value: this.size },
    ]);
    this.stopListening = this.events.onRevoked((credential) => {
      for (const close of this.byCredential.get(keyOf(credential)) ?? []) close();
    });
  }

  onApplicationShutdown(): void {
    this.stopListening?.();
  }

  /** @returns what has to be called once the socket is closed */
  add({ credential, expiresAt }: Viewer, close: Close): () => void {
    const key = keyOf(credential);
    const sockets = this.byCredential.get(key) ?? new Set();
    this.byCredential.set(key, sockets.add(close));
    const callOff = expiresAt === null ? undefined : atInstant(expiresAt, close);
    return () => {
      callOff?.();
      sockets.delete(close);
      if (sockets.size === 0 && this.byCredential.get(key) === sockets) this.byCredential.delete(key);
    };
  }

  /** How many are open. */
  get size(): number {
    return [...this.byCredential.values()].reduce((sum, sockets) => sum + sockets.size, 0);
  }
}

function keyOf({ kind, id }: Credential): string {
  return `${kind} ${id}`;
}
