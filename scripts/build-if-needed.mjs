// Builds only when a source is newer than the last build, so that `npm start` is quick the second time.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const stamp = join(root, 'dist/src/main.js');
const inputs = [
  'src',
  'simulator',
  'demo',
  'bench',
  'test/servers',
  'test/api-client.ts',
  'playground',
  'package-lock.json',
  '.swcrc',
  'nest-cli.json',
];

/** @param {string} path @returns {number} the newest modification below it, in milliseconds */
function newest(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

const built = existsSync(stamp) ? statSync(stamp).mtimeMs : 0;
if (inputs.some((input) => newest(join(root, input)) > built)) {
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) process.exit(status ?? 1);
}
