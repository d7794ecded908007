import { type ServerKind, urlVariable } from './kinds.js';

/** Where a server for the tests answers; undefined if there is none of this kind, or the project did not ask for it. */
export function testServerUrl(kind: ServerKind): string | undefined {
  return process.env[urlVariable(kind)];
}
