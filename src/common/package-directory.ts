import { findPackageJSON } from 'node:module';
import { dirname } from 'node:path';

/** Where this package is, whether its files run from `src`, from `dist/src` or out of the bundle. */
export function packageDirectory(): string {
  return dirname(findPackageJSON(import.meta.url) ?? import.meta.dirname);
}
