import { createHash } from 'node:crypto';
import { ELEVENLABS_KEY_SECRET, WEBHOOK_SECRET } from './scenario.generator.js';

/** The values of the secrets that the scenario reads, by their names at Voximplant. */
export type ScenarioSecrets = Record<typeof ELEVENLABS_KEY_SECRET | typeof WEBHOOK_SECRET, string>;

/** Tells whether the secrets are still those that the platform was given. They are long and random: it gives nothing away. */
export function fingerprintOf(secrets: ScenarioSecrets): string {
  const values = [secrets[ELEVENLABS_KEY_SECRET], secrets[WEBHOOK_SECRET]];
  return createHash('sha256').update(JSON.stringify(values)).digest('hex');
}
