import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { jest } from '@jest/globals';
import { buildSchema, parse as parseGraphQL, validate } from 'graphql';
import { parse as parseYaml } from 'yaml';
import { renderReference } from '../scripts/graphql-reference.mjs';
import { SETTINGS } from '../src/config/env.js';
import { Metrics } from '../src/metrics/index.js';
import { addApplication } from './synced-application.js';
import { TestApi } from './test-api.js';

const ROOT = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const GUIDES = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`),
].filter((path) => path.endsWith('.md') && path !== 'docs/graphql.md');

interface Sample {
  guide: string;
  language: string;
  text: string;
}

const samples: Sample[] = GUIDES.flatMap((guide) =>
  [...read(guide).matchAll(/^( *)```(\w+)\n([\s\S]*?)^ *```$/gm)].map(([, , language = '', text = '']) => ({
    guide,
    language,
    text,
  })),
);

/** Compiling takes a while. */
jest.setTimeout(60_000);

let api: TestApi;

beforeAll(async () => {
  api = await TestApi.start({ simulator: { calls: { perApplication: 120, running: 0 } } });
});

afterAll(() => api.stop());

describe('the guides', () => {
  it('have GraphQL that the schema understands', () => {
    const schema = buildSchema(read('schema.graphql'));
    const documents = samples.filter(({ language }) => language === 'graphql');

    const wrong = documents.flatMap(({ guide, text }) =>
      validate(schema, parseGraphQL(text)).map(({ message }) => `${guide}: ${message}`),
    );

    expect(documents.length).toBeGreaterThan(10);
    expect(wrong).toEqual([]);
  });

  it('name commands, settings and files that there are', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const shown = GUIDES.map((guide) => ({ guide, text: read(guide) }));

    const commands = shown.flatMap(({ guide, text }) =>
      [...text.matchAll(/npm run (?:--silent )?([\w:]+)/g)].map(([, name = '']) => `${guide}: ${name}`),
    );
    const settings = [...read('docs/operator.md').matchAll(/`([A-Z]+(?:_[A-Z]+)+)(?:=[^`]*)?`/g)].map(
      ([, name = '']) => name,
    );
    const links = shown.flatMap(({ guide, text }) =>
      [...text.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)].map(([, path = '']) => join(guide, '..', path)),
    );

    expect(commands.filter((command) => !(command.split(': ')[1]! in scripts))).toEqual([]);
    expect(settings.filter((name) => !SETTINGS.includes(name) && !NO_SETTINGS.has(name))).toEqual([]);
    expect(links.filter((path) => !isThere(path))).toEqual([]);
  });

  it('list every code of the API', () => {
    const codes = [...read('src/common/errors.ts').matchAll(/^ {2}\| '(\w+)'/gm)].map(([, code]) => code);

    const told = [...read('docs/frontend.md').matchAll(/^\| `([A-Z_]+)`/gm)].map(([, code]) => code);

    expect(told.sort()).toEqual(codes.sort());
  });

  it('have data that can be read', () => {
    for (const { language, text } of samples) {
      if (language === 'json') JSON.parse(text);
      if (language === 'yaml') parseYaml(text);
    }
  });
});

/** In capitals in the guides, and no settings: codes and states. */
const NO_SETTINGS = new Set([
  'UPSTREAM_REJECTED',
  'UPSTREAM_UNAVAILABLE',
  'RATE_LIMITED',
  'QUERY_TOO_COMPLEX',
  'QUERY_TIMEOUT',
]);

function isThere(path: string): boolean {
  try {
    readFileSync(join(ROOT, path));
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EISDIR';
  }
}

describe('docs/graphql.md', () => {
  it('is what the schema says; `npm run docs:graphql` writes it', () => {
    expect(read('docs/graphql.md')).toBe(renderReference(read('schema.graphql')));
  });
});

describe('the code in docs/frontend.md', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'voxsync-guide-'));
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    for (const { guide, language, text } of samples) {
      const [, name] = /^\/\/ ([\w-]+\.ts)\n/.exec(text) ?? [];
      if (guide === 'docs/frontend.md' && language === 'ts' && name !== undefined)
        writeFileSync(join(folder, name), text);
    }
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('compiles', () => {
    const options = '--noEmit --strict --target es2023 --module nodenext --moduleResolution nodenext --lib es2023,dom';
    const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
    const compile = () =>
      execFileSync(
        join(ROOT, 'node_modules/.bin/tsc'),
        [
          ...options.split(' '),
          '--types',
          'node',
          '--skipLibCheck',
          '--erasableSyntaxOnly',
          '--allowImportingTsExtensions',
          ...files,
        ],
        { cwd: folder, encoding: 'utf8' },
      );

    expect(files.length).toBeGreaterThan(4);
    expect(compile()).toBe('');
  });

  it('pages through calls, watches a run to its end, and is told when it is signed out', async () => {
    const admin = await api.signUp();
    const [account] = api.simulator.accounts;
    const { applicationId } = await addApplication(admin, account!);
    writeFileSync(join(folder, 'main.ts'), MAIN);
    const args = ['--disable-warning=ExperimentalWarning', 'main.ts', api.url, admin.token, applicationId];

    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder, timeout: 40_000 });

    expect(JSON.parse(stdout)).toEqual({
      refused: 'UNAUTHENTICATED',
      lastStatus: 'SUCCEEDED',
      calls: [...api.simulator.truth(account!.applications[0]!.id)].length,
      signedOut: true,
    });
  });
});

describe('docs/operator.md', () => {
  it('has alerts on figures that there are', async () => {
    const metrics = api.app.get(Metrics);
    metrics.watchProcess();
    const there = new Set((await metrics.registry.getMetricsAsJSON()).map(({ name }) => name));

    const told = [...read('docs/operator.md').matchAll(/voxsync_[a-z]\w+/g)].map(([name]) => name);

    expect(told.length).toBeGreaterThan(4);
    expect(told.filter((name) => !there.has(name))).toEqual([]);
  });
});

/** A program made of the guide's parts. */
const MAIN = `
import { WebSocket } from 'ws';
import { ApiError, ask } from './api.ts';
import { openLine } from './live.ts';
import { allCalls } from './pages.ts';
import { watchRun } from './run.ts';

globalThis.WebSocket ??= WebSocket as never;
const [url = '', token = '', applicationId = ''] = process.argv.slice(2);
const refused = await ask(url, null, '{ calls { totalCount } }').catch((error: ApiError) => error.code);
const SYNC = 'mutation ($input: SyncCallsInput!) { syncCalls(input: $input) { run { id } } }';
const { syncCalls } = await ask<{ syncCalls: { run: { id: string } } }>(url, token, SYNC, { input: { applicationId } });
const nothing = () => undefined;
const line = openLine({ url, token: () => token, onReconnected: nothing, onSignedOut: nothing });
let lastStatus = '';
for await (const { status } of watchRun(line, syncCalls.run.id)) lastStatus = status;
await line.dispose();
let calls = 0;
for await (const call of allCalls(url, token)) calls += call.id.startsWith('call_') ? 1 : 0;
const signedOut = await new Promise((resolve) => {
  const other = openLine({ url, token: () => 'no token', onReconnected: nothing, onSignedOut: () => resolve(true) });
  watchRun(other, syncCalls.run.id).next().catch(nothing);
});
console.log(JSON.stringify({ refused, lastStatus, calls, signedOut }));
`;
