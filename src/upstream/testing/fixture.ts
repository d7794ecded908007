import { readFileSync } from 'node:fs';

/** The text of an example out of the references, e.g. `voximplant/fixtures/two-legs.json`. */
export function fixtureText(path: string): string {
  return readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
}

export function fixture(path: string): unknown {
  return JSON.parse(fixtureText(path)) as unknown;
}
