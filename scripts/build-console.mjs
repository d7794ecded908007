// Builds the console where a source of it is newer than what was built, with the packages of its own lock file.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { newest } from './newest.mjs';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'console');
const inputs = ['src', 'public', 'index.html', 'package-lock.json', 'codegen.ts', 'vite.config.ts', 'build'];

/** @param {string[]} args of npm, in the console's folder */
function npm(...args) {
  const { status } = spawnSync('npm', args, {
    cwd: folder,
    env: { ...process.env, NODE_ENV: undefined }, // the tests have one, with which neither packages nor bundle are as they should be
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) process.exit(status ?? 1);
}

const installed = newest(join(folder, 'node_modules/.package-lock.json'));
if (newest(join(folder, 'package-lock.json')) > installed) npm('ci', '--no-audit', '--no-fund', '--loglevel=error');

const built = newest(join(folder, 'dist/index.html'));
const changed = [join(root, 'schema.graphql'), ...inputs.map((input) => join(folder, input))];
if (changed.some((path) => newest(path) > built)) {
  npm('run', '--silent', 'build');
}
