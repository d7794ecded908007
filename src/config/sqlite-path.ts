import { isAbsolute, resolve } from 'node:path';

/** The absolute path of the file that a `sqlite:` URL names. */
export function sqlitePath(url: string): string {
  const path = decodeURIComponent(url.replace(/^sqlite:(\/\/(?=\/))?/, ''));
  return isAbsolute(path) ? path : resolve(path);
}
