import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { assertValidSchema, printSchema } from 'graphql';
import { createApp } from '../bootstrap.js';
import { parseEnv } from '../config/index.js';

const HEADER = '# The public API, written by `npm run schema`. Do not edit.\n\n';

/**
 * The text of /schema.graphql: what the application as it stands serves, sorted. Needs no settings and leaves nothing behind.
 * @throws Error that names what is wrong with it
 */
export async function renderSchema(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'voxsync-schema-'));
  try {
    const app = await createApp(parseEnv({ DATABASE_URL: `sqlite:${join(directory, 'empty.db')}`, LOG_LEVEL: 'warn' }));
    try {
      await app.init();
      const { schema } = app.get(GraphQLSchemaHost);
      assertValidSchema(schema);
      return `${HEADER}${printSchema(schema)}\n`;
    } finally {
      await app.close();
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
