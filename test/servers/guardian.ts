/*
 * node guardian.ts DIRECTORY COMMAND [ARGUMENT…]
 *
 * Runs the command until it ends or until standard input does. Whoever started the guardian holds the other end of that
 * pipe, and the kernel closes it however they go, by SIGKILL too: then the command is killed and the directory removed.
 * Jest runs no teardown when it is interrupted, so without this a cancelled test run would leave its servers behind.
 */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';

const [directory = '', command = '', ...args] = process.argv.slice(2);

// A process group of its own: the programs may be shell scripts, whose children have to go as well.
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], detached: true });
let abandoned = false;

child.once('exit', (code) => {
  if (abandoned) rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  process.exit(code ?? 1);
});
process.stdin.resume().once('end', () => {
  abandoned = true;
  if (child.pid) process.kill(-child.pid, 'SIGKILL'); // the data is thrown away, so nothing is gained by a clean shutdown
});
