/* global fetch */
// Does without Docker what the last two stages of the Dockerfile do, in a temporary folder: installs the packages, copies
// what is built, starts the command with the image's own environment, and asks as the HEALTHCHECK does.
import { execFileSync, execSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readCopy, readDockerfile, textsOf } from './dockerfile.mjs';

const root = join(import.meta.dirname, '..');
const stages = readDockerfile(join(root, 'Dockerfile'));
const image = stages.at(-1);
const folder = mkdtempSync(join(tmpdir(), 'voxsync-image-'));
const PATIENCE_MS = 60_000;

/** What a stage has built, under the path that it has there. @type {Record<string, (path: string) => string>} */
const built = {
  build: (path) => path.replace(/^\/app/, root),
  packages: (path) => path.replace(/^\/app/, join(folder, 'packages')),
};

function installPackages() {
  const stage = stages.find(({ name }) => name === 'packages');
  copyAll(stage, join(folder, 'packages'));
  for (const command of textsOf(stage, 'RUN')) execSync(command, { cwd: join(folder, 'packages'), stdio: 'inherit' });
}

function copyAll(stage, target) {
  mkdirSync(target, { recursive: true });
  for (const { from, sources, target: name } of textsOf(stage, 'COPY').map(readCopy)) {
    for (const source of sources) {
      const path = from === undefined ? join(root, source) : built[from](source);
      const place = name === './' ? join(target, source) : join(target, name);
      mkdirSync(dirname(place), { recursive: true });
      cpSync(path, place, { recursive: true, verbatimSymlinks: true });
    }
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return String(port);
}

/** Healthy as Docker would find it, with the pages of console and playground, backed up, and gone in peace when it is told to. */
async function tryIt(place, environment) {
  const [program, ...args] = JSON.parse(textsOf(image, 'CMD')[0]);
  const [, check, ...checkArgs] = JSON.parse(`["",${/CMD \[(.*)\]$/.exec(textsOf(image, 'HEALTHCHECK')[0])[1]}]`);
  const node = (name) => (name === 'node' ? process.execPath : name);
  const server = spawn(node(program), args, { cwd: place, env: environment, stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(server, 'exit');
  try {
    for (const until = Date.now() + PATIENCE_MS; ;) {
      try {
        execFileSync(node(check), checkArgs, { cwd: place, env: environment, stdio: 'ignore' });
        break;
      } catch (error) {
        if (Date.now() > until || server.exitCode !== null) throw new Error('It is not healthy', { cause: error });
        await sleep(200);
      }
    }
    const url = `http://127.0.0.1:${environment.PORT}`;
    for (const path of ['/health/ready', '/', '/graphql']) {
      const { status } = await fetch(`${url}${path}`, { headers: { accept: 'text/html' } });
      if (status !== 200) throw new Error(`${path} answers ${status}`);
    }
    const backup = ['dist/src/cli/backup.js', join(folder, 'backup')];
    execFileSync(process.execPath, backup, { cwd: place, env: environment, stdio: 'inherit' });
    server.kill(textsOf(image, 'STOPSIGNAL')[0]);
    const [code] = await ended;
    if (code !== 0) throw new Error(`It ended with ${code}`);
  } finally {
    server.kill('SIGKILL');
  }
}

try {
  execFileSync(process.execPath, [join(root, 'scripts/build-if-needed.mjs')], { stdio: 'inherit' });
  installPackages();
  const place = join(folder, 'app');
  copyAll(image, place);
  const settings = Object.fromEntries(
    textsOf(image, 'ENV')
      .join(' ')
      .split(/\s+/)
      .map((pair) => pair.split(/=(.*)/)),
  );
  const inFolder = Object.entries(settings).map(([name, value]) => [
    name,
    value.replace('/data', join(folder, 'data')),
  ]);
  await tryIt(place, {
    PATH: process.env.PATH,
    ...Object.fromEntries(inFolder),
    HOST: '127.0.0.1',
    PORT: await freePort(),
  });
  const [size] = execFileSync('du', ['-sm', place], { encoding: 'utf8' }).split('\t');
  console.log(`The image would work: ${size} MB of ours, healthy, and ends with status 0`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
