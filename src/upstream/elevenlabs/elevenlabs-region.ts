import { HostAllowList } from '../host-allow-list.js';

export const ELEVENLABS_API_URL = 'https://api.elevenlabs.io';

/** Where a workspace lives. Each region has its own keys and agents; a key is refused everywhere else. */
export type ElevenLabsRegion = 'GLOBAL' | 'US' | 'EU' | 'INDIA' | 'SINGAPORE';

/** @see ElevenLabs documentation, "Data residency" */
export const ELEVENLABS_REGION_URLS: Readonly<Record<ElevenLabsRegion, string>> = {
  GLOBAL: ELEVENLABS_API_URL,
  US: 'https://api.us.elevenlabs.io',
  EU: 'https://api.eu.residency.elevenlabs.io',
  INDIA: 'https://api.in.residency.elevenlabs.io',
  SINGAPORE: 'https://api.sg.residency.elevenlabs.io',
};
const HOSTS = /^api(\.us|\.(eu|in|sg)\.residency)?\.elevenlabs\.io$/;

/** Where a key may be sent to: the host of its region, or for all regions the address that tests and the demo put in. */
export class ElevenLabsHosts {
  /** Where a file may come from. */
  readonly allowed: HostAllowList;
  private readonly override: string | undefined;

  constructor(baseUrl = ELEVENLABS_API_URL) {
    this.override = baseUrl === ELEVENLABS_API_URL ? undefined : baseUrl;
    this.allowed = new HostAllowList(HOSTS, this.override);
  }

  baseUrl(region: ElevenLabsRegion): string {
    return this.override ?? ELEVENLABS_REGION_URLS[region];
  }
}
