import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { type Credential, CredentialEvents } from '../../auth/credential-events.js';
import type { Viewer } from '../../auth/viewer.js';
import { Metrics } from '../../metrics/index.js';
import { atInstant } from './at-instant.js';

/** A socket as far as it matters here. */
export interface OpenSocket {
  /** Its credential has run out. */
  close(): void;
  /** Its credential has changed, or ended. */
  lookAgain(): void;
  /** How many operations are running on it. */
  operations(): number;
}

/** The sockets that are open, by the credential that opened them: closed when that runs out, and told when it changes. */
@Injectable()
export class OpenSockets implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly byCredential = new Map<string, Set<OpenSocket>>();
  private stopListening: (() => void) | undefined;

  constructor(
    private readonly events: CredentialEvents,
    private readonly metrics: Metrics,
  ) {}

  onApplicationBootstrap(): void {
    this.metrics.gauge('graphql_open_sockets', 'Sockets of signed-in clients', [], () => [
      { labels: {}, value: this.size },
    ]);
    this.stopListening = this.events.onChanged((credential) => {
      for (const socket of this.byCredential.get(keyOf(credential)) ?? []) socket.lookAgain();
    });
  }

  onApplicationShutdown(): void {
    this.stopListening?.();
  }

  /** @returns what has to be called once the socket is closed */
  add({ credential, expiresAt }: Viewer, socket: OpenSocket): () => void {
    const key = keyOf(credential);
    const sockets = this.byCredential.get(key) ?? new Set();
    this.byCredential.set(key, sockets.add(socket));
    const callOff = expiresAt === null ? undefined : atInstant(expiresAt, () => socket.close());
    return () => {
      callOff?.();
      sockets.delete(socket);
      if (sockets.size === 0 && this.byCredential.get(key) === sockets) this.byCredential.delete(key);
    };
  }

  /** How many one credential has open, and how many operations are running on them altogether. */
  of({ credential }: Viewer): { sockets: number; operations: number } {
    const sockets = [...(this.byCredential.get(keyOf(credential)) ?? [])];
    return { sockets: sockets.length, operations: sockets.reduce((sum, socket) => sum + socket.operations(), 0) };
  }

  /** How many are open. */
  get size(): number {
    return [...this.byCredential.values()].reduce((sum, sockets) => sum + sockets.size, 0);
  }
}

function keyOf({ kind, id }: Credential): string {
  return `${kind} ${id}`;
}
