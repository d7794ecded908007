import { Injectable } from '@nestjs/common';
import { MessageBus } from '../queue/index.js';
import type { Viewer } from './viewer.js';

export type Credential = Viewer['credential'];

const TOPIC = 'auth.credential-revoked';

/** Tells whoever holds something open for a credential, in every process that the bus reaches, that it ended. */
@Injectable()
export class CredentialEvents {
  constructor(private readonly bus: MessageBus) {}

  revoked(credential: Credential): void {
    this.bus.publish(TOPIC, credential);
  }

  /** @returns what ends the listening */
  onRevoked(listener: (credential: Credential) => void): () => void {
    return this.bus.subscribe(TOPIC, (message) => listener(message as Credential));
  }
}
