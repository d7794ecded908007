import { existsSync } from 'node:fs';

/** Debian's, or another one that `CHROMIUM` names. */
const CANDIDATES = [process.env.CHROMIUM, '/usr/bin/chromium'];

/** @returns undefined where this machine has none */
export function findChromium(): string | undefined {
  return CANDIDATES.find((path) => path !== undefined && existsSync(path));
}
