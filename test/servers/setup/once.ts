import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { startServers } from '../running-servers.js';

const ROOT = join(import.meta.dirname, '../../..');

/** For the project e2e-once, whose tests may compare the databases, and start what is built, as processes of their own. */
export default function setup(): void {
  startServers(['mysql', 'mariadb', 'redis']);
  execFileSync(process.execPath, [join(ROOT, 'scripts/build-if-needed.mjs')], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'], // so that `--json` stays readable
  });
}
