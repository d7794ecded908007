// Builds only when a source is newer than the last build, so that `npm start` is quick the second time. Where there are no
// sources, as in an image, there is nothing to build.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { newest } from './newest.mjs';

const root = join(import.meta.dirname, '..');
const stamp = join(root, 'dist/server/main.js');
const inputs = [
  'src',
  'simulator',
  'demo',
  'bench',
  'test/servers',
  'test/api-client.ts',
  'playground',
  'scripts/bundle-server.mjs',
  'package-lock.json',
  '.swcrc',
  'nest-cli.json',
];

const built = newest(stamp);
if (!existsSync(join(root, 'src'))) {
  if (built === 0) throw new Error('There are neither sources nor anything built from them');
} else if (inputs.some((input) => newest(join(root, input)) > built)) {
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) process.exit(status ?? 1);
} else {
  await import('./build-playground.mjs');
  await import('./build-console.mjs');
}
