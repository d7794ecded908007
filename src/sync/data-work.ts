import type { ElevenLabsCredentials, VoximplantCredentials } from '../upstream/index.js';
import type { RunContext } from './run-context.js';

/** A run that fetches transcripts and recordings, with what it needs to ask both upstreams. */
export interface DataWork {
  context: RunContext;
  elevenLabs: ElevenLabsCredentials;
  voximplant: VoximplantCredentials;
}
