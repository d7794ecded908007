import { Injectable } from '@nestjs/common';
import {
  ElevenLabsClient,
  type ElevenLabsCredentials,
  type ElevenLabsRegion as UpstreamRegion,
  withPatience,
} from '../upstream/index.js';
import { ElevenLabsRegion } from './application.enums.js';

const UPSTREAM_REGION: Readonly<Record<ElevenLabsRegion, UpstreamRegion>> = {
  [ElevenLabsRegion.GLOBAL]: 'GLOBAL',
  [ElevenLabsRegion.US]: 'US',
  [ElevenLabsRegion.EU]: 'EU',
  [ElevenLabsRegion.INDIA]: 'INDIA',
  [ElevenLabsRegion.SINGAPORE]: 'SINGAPORE',
};

export function toElevenLabsRegion(region: ElevenLabsRegion): UpstreamRegion {
  return UPSTREAM_REGION[region];
}

export function toElevenLabsCredentials(apiKey: string, region: ElevenLabsRegion): ElevenLabsCredentials {
  return { apiKey, region: toElevenLabsRegion(region) };
}

/** Asks ElevenLabs whether a key may read an agent. */
@Injectable()
export class AgentAccess {
  constructor(private readonly elevenLabs: ElevenLabsClient) {}

  /** @throws UpstreamError if it may not, the agent is unknown there, or ElevenLabs cannot be asked */
  async check(credentials: ElevenLabsCredentials, agentId: string): Promise<void> {
    await withPatience('elevenlabs', (options) => this.elevenLabs.agent(credentials, agentId, options));
  }
}
