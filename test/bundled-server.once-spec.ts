import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { SourceMap } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ASKED_BEFORE_COMPILED } from '../src/graphql/compiled-queries.js';
import { ApiClient } from './api-client.js';
import { S3Server } from './s3-server.js';
import { createTestDatabase } from './servers/test-database.js';
import { createTestRedis } from './servers/test-redis.js';
import { testServerUrl } from './servers/test-server.js';
import { MAIN, VoxsyncProcess } from './voxsync-process.js';

const REPEATED = ASKED_BEFORE_COMPILED + 3;

interface Readiness {
  status: string;
  checks: Record<'database' | 'storage' | 'redis', string>;
}

/** What the server says of itself once Redis, for which no start waits, has answered it. */
async function untilConnected(server: VoxsyncProcess): Promise<Readiness> {
  for (;;) {
    const response = await fetch(`${server.url}/health/ready`);
    const readiness = (await response.json()) as Readiness;
    if (readiness.checks.redis === 'ok') return readiness;
    await sleep(50);
  }
}

/** To a query that is repeated so often that it is compiled. */
async function answersTo(server: VoxsyncProcess, query: string): Promise<unknown[]> {
  const client = new ApiClient(server.url);
  const answers: unknown[] = [];
  for (let time = 0; time < REPEATED; time++) answers.push(await client.request(query));
  return answers;
}

describe('the bundle that npm start runs', () => {
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'voxsync-bundle-'));
  });

  afterAll(() => rm(directory, { recursive: true, force: true }));

  it.each((['mysql', 'mariadb'] as const).filter(testServerUrl))(
    'has in it what is loaded for %s, Redis, a bucket and queries that repeat alone',
    async (kind) => {
      const database = await createTestDatabase(kind);
      const redis = await createTestRedis();
      const bucket = await S3Server.start();
      const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = process.env;
      const server = await VoxsyncProcess.start({
        directory,
        env: {
          DATABASE_URL: database.url,
          REDIS_URL: redis!.url,
          STORAGE_URL: bucket.storageUrl(),
          ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64'),
          AWS_ACCESS_KEY_ID: AWS_ACCESS_KEY_ID!,
          AWS_SECRET_ACCESS_KEY: AWS_SECRET_ACCESS_KEY!,
        },
      });

      const readiness = await untilConnected(server);
      const answers = await answersTo(server, '{ setup { signUpOpen } }');
      const status = await server.stop('SIGTERM');
      await Promise.all([database.drop(), redis!.drop(), bucket.stop()]);

      expect(readiness).toMatchObject({ status: 'ready', checks: { database: 'ok', storage: 'ok', redis: 'ok' } });
      expect(answers).toEqual(Array(REPEATED).fill({ status: 200, data: { setup: { signUpOpen: true } }, errors: [] }));
      expect(status).toBe(0);
    },
  );

  it('knows where each line of ours was written, and is silent about those of packages', async () => {
    const lines = (await readFile(MAIN, 'utf8')).split('\n');
    const map = new SourceMap(
      JSON.parse(await readFile(`${MAIN}.map`, 'utf8')) as ConstructorParameters<typeof SourceMap>[0],
    );
    const ours = lines.findIndex((line) => line.includes('"Voxsync has to stop"'));
    const theirs = lines.findLastIndex((line) => line.startsWith('// node_modules/')) + 1;

    expect(map.findEntry(ours, lines[ours]!.indexOf('"'))).toMatchObject({
      originalSource: expect.stringMatching(/src\/main\.ts$/) as string,
    });
    expect(map.findEntry(theirs, 0)).toHaveProperty('originalSource', undefined);
  });

  it('leaves on demand what only some need', async () => {
    const first = await readFile(MAIN, 'utf8');
    const files = await readdir(dirname(MAIN));

    for (const name of ['s3-storage', 'over-redis', 'shared-limiter']) {
      expect(files.filter((file) => file.startsWith(`${name}-`) && file.endsWith('.js'))).toHaveLength(1);
      expect(first).not.toContain(`from "./${name}-`);
    }
  });
});
