import { Injectable } from '@nestjs/common';
import { MessageBus } from '../queue/index.js';
import type { CallScope } from './call-store.js';

/** Says which calls are new or changed; whoever listens reads the rest. */
export interface CallsChanged {
  applicationId: string;
  callIds: string[];
}

/** Tells the subscribers of a workspace about calls. To be used after the commit. */
@Injectable()
export class CallEvents {
  constructor(private readonly bus: MessageBus) {}

  publish({ workspaceId, applicationId }: CallScope, callIds: string[]): void {
    if (callIds.length > 0) this.bus.publish(topic(workspaceId), { applicationId, callIds } satisfies CallsChanged);
  }

  /** @returns the function that ends it */
  subscribe(workspaceId: string, listener: (event: CallsChanged) => void): () => void {
    return this.bus.subscribe(topic(workspaceId), (message) => listener(message as CallsChanged));
  }
}

function topic(workspaceId: string): string {
  return `calls.${workspaceId}`;
}
