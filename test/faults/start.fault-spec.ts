import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiClient } from '../api-client.js';
import { databaseKind } from '../servers/test-database.js';
import { MAIN, VoxsyncProcess } from '../voxsync-process.js';

const onSqlite = databaseKind() === 'sqlite' ? describe : describe.skip;

onSqlite('a start that cannot be', () => {
  let directory: string;

  const start = (env: Record<string, string> = {}) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN], {
      cwd: directory,
      env: { PATH: process.env.PATH, PORT: '0', ...env },
      encoding: 'utf8',
      timeout: 30_000,
    });
    return { status, said: stdout + stderr };
  };
  /** Makes a database with a user in it, and leaves it. */
  const used = async () => {
    const server = await VoxsyncProcess.start({ directory, env: {} });
    const input = { email: 'a@example.com', password: 'correct horse battery', workspaceName: 'Start' };
    await new ApiClient(server.url).graphql(
      'mutation ($input: SignUpInput!) { signUp(input: $input) { accessToken } }',
      {
        input,
      },
    );
    expect(await server.stop('SIGTERM')).toBe(0);
  };

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'voxsync-start-'));
  });

  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('names a database file that is none, and leaves it as it is', () => {
    const file = join(directory, 'garbage.db');
    writeFileSync(file, 'This is no database. '.repeat(500));

    const { status, said } = start({ DATABASE_URL: `sqlite:${file}` });

    expect(status).toBe(1);
    expect(said).toContain('not a database');
    expect(readFileSync(file, 'utf8')).toMatch(/^This is no database/);
  }, 60_000);

  it('names a directory that cannot be made', () => {
    writeFileSync(join(directory, 'file'), '');

    const { status, said } = start({ DATABASE_URL: `sqlite:${join(directory, 'file', 'voxsync.db')}` });

    expect(status).toBe(1);
    expect(said).toMatch(/ENOTDIR|EEXIST|not a directory|unable to open/i);
  }, 60_000);

  it('refuses to go on without the key that the secrets are encrypted with', async () => {
    await used();
    rmSync(join(directory, 'data/voxsync.db.key'));

    const { status, said } = start();

    expect(status).toBe(1);
    expect(said).toMatch(/ENCRYPTION_KEY|encryption key/i);
  }, 60_000);

  it('names every setting that is wrong, and shows none of their values', () => {
    const { status, said } = start({
      PROCESS_ROLE: 'worker',
      SYNC_LEASE_MS: 'sometimes',
      AUTH_SECRET: 'too-short-a-secret',
    });

    expect(status).toBe(1);
    expect(said).toContain('SYNC_LEASE_MS');
    expect(said).not.toContain('too-short-a-secret');
  }, 60_000);
});
