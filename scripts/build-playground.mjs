// Bundles the playground where a source of it is newer than the bundle.
import { join } from 'node:path';
import { newest } from './newest.mjs';

const root = join(import.meta.dirname, '..');

if (newest(join(root, 'playground')) > newest(join(root, 'dist/playground/index.html'))) {
  await import('../playground/build.mjs');
}
