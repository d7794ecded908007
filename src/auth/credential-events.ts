import { Injectable } from '@nestjs/common';
import { MessageBus } from '../queue/index.js';
import type { Viewer } from './viewer.js';

export type Credential = Viewer['credential'];

const TOPIC = 'auth.credential-changed';

/**
 * Tells whoever holds something open for a credential, in every process that the bus reaches, that it ended or may do
 * something else by now. What of the two it is stands in the database: tokens of one user differ.
 */
@Injectable()
export class CredentialEvents {
  constructor(private readonly bus: MessageBus) {}

  changed(credential: Credential): void {
    this.bus.publish(TOPIC, credential);
  }

  /** @returns what ends the listening */
  onChanged(listener: (credential: Credential) => void): () => void {
    return this.bus.subscribe(TOPIC, (message) => listener(message as Credential));
  }
}
