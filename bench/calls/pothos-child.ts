import { createServer } from 'node:http';
import SchemaBuilder from '@pothos/core';
import { createYoga } from 'graphql-yoga';
import { jwtVerify } from 'jose';
import { Kysely, MysqlDialect } from 'kysely';
import { createPool } from 'mysql2';
import { serveParent } from '../child.js';
import { listening } from '../listening.js';
import { COLUMNS, keyIn, type ListRow, type PeerSettings, toColumn, toInstant } from './list-query.js';

/**
 * The lean stack that one would write by hand: Pothos for the schema, Kysely for the SQL, Yoga to serve it. Who asks is known
 * by a signed token; there are no limits.
 */
const settings = JSON.parse(process.argv[2] ?? '') as PeerSettings;
const secret = new TextEncoder().encode(settings.secret);

interface Viewer {
  workspaceId: string;
}

const db = new Kysely<{ calls: ListRow & { workspace_id: string; application_id: string } }>({
  dialect: new MysqlDialect({ pool: createPool({ uri: settings.databaseUrl, dateStrings: true, charset: 'utf8mb4' }) }),
});

const builder = new SchemaBuilder<{ Context: Viewer; Scalars: { DateTime: { Input: string; Output: string } } }>({});
builder.scalarType('DateTime', { serialize: (value) => value, parseValue: String });
const CallStatus = builder.enumType('CallStatus', {
  values: ['IN_PROGRESS', 'ANSWERED', 'NO_ANSWER', 'BUSY', 'FAILED'],
});
const CallDirection = builder.enumType('CallDirection', { values: ['INBOUND', 'OUTBOUND', 'UNKNOWN'] });
const ArtifactState = builder.enumType('ArtifactState', {
  values: ['NONE', 'EXPECTED', 'PROCESSING', 'AVAILABLE', 'ABSENT', 'FAILED', 'EXPIRED', 'ERASED'],
});

const DateTimeRange = builder.inputType('DateTimeRange', {
  fields: (t) => ({ from: t.field({ type: 'DateTime' }), to: t.field({ type: 'DateTime' }) }),
});
const CallFilter = builder.inputType('CallFilter', {
  fields: (t) => ({
    applicationId: t.id(),
    status: t.field({ type: [CallStatus] }),
    startTime: t.field({ type: DateTimeRange }),
  }),
});

/** A word of the table as the enum has it. */
function upperCase<Name extends string>(_: { $inferType: Name }, word: string | number | null): Name {
  return String(word).toUpperCase() as Name;
}
const textOf = (value: string | number | null) => value as string | null;

const Call = builder.objectRef<ListRow>('Call').implement({
  fields: (t) => ({
    id: t.id({ resolve: (row) => `call_${row.id}` }),
    callId: t.string({ resolve: (row) => String(row.session_id) }),
    direction: t.field({ type: CallDirection, resolve: (row) => upperCase(CallDirection, row.direction) }),
    fromNumber: t.string({ nullable: true, resolve: (row) => textOf(row.from_number) }),
    toNumber: t.string({ nullable: true, resolve: (row) => textOf(row.to_number) }),
    startTime: t.field({ type: 'DateTime', resolve: (row) => toInstant(row.start_time) ?? '' }),
    endTime: t.field({ type: 'DateTime', nullable: true, resolve: (row) => toInstant(row.end_time) }),
    durationSeconds: t.int({ nullable: true, resolve: (row) => row.duration_seconds as number | null }),
    status: t.field({ type: CallStatus, resolve: (row) => upperCase(CallStatus, row.status) }),
    statusReason: t.string({ nullable: true, resolve: (row) => textOf(row.status_reason) }),
    conversationId: t.string({ nullable: true, resolve: (row) => textOf(row.conversation_id) }),
    transcriptState: t.field({ type: ArtifactState, resolve: (row) => upperCase(ArtifactState, row.transcript_state) }),
    recordingState: t.field({ type: ArtifactState, resolve: (row) => upperCase(ArtifactState, row.recording_state) }),
    updatedAt: t.field({ type: 'DateTime', resolve: (row) => toInstant(row.updated_at) ?? '' }),
  }),
});

interface Page {
  nodes: ListRow[];
  hasNextPage: boolean;
}
const PageInfo = builder.objectRef<Page>('PageInfo').implement({
  fields: (t) => ({
    hasNextPage: t.exposeBoolean('hasNextPage'),
    endCursor: t.string({ nullable: true, resolve: ({ nodes }) => textOf(nodes.at(-1)?.id ?? null) }),
  }),
});
const CallConnection = builder.objectRef<Page>('CallConnection').implement({
  fields: (t) => ({
    nodes: t.field({ type: [Call], resolve: ({ nodes }) => nodes }),
    pageInfo: t.field({ type: PageInfo, resolve: (page) => page }),
  }),
});

builder.queryType({
  fields: (t) => ({
    calls: t.field({
      type: CallConnection,
      args: { filter: t.arg({ type: CallFilter }), first: t.arg.int(), after: t.arg.string() },
      async resolve(_, { filter, first }, { workspaceId }): Promise<Page> {
        const size = first ?? 50;
        let query = db.selectFrom('calls').select(COLUMNS).where('workspace_id', '=', workspaceId);
        if (filter?.applicationId != null)
          query = query.where('application_id', '=', keyIn(String(filter.applicationId)));
        if (filter?.status != null)
          query = query.where(
            'status',
            'in',
            filter.status.map((name) => name.toLowerCase()),
          );
        if (filter?.startTime?.from != null) query = query.where('start_time', '>=', toColumn(filter.startTime.from));
        if (filter?.startTime?.to != null) query = query.where('start_time', '<', toColumn(filter.startTime.to));
        const rows = await query
          .orderBy('start_time', 'desc')
          .orderBy('id', 'desc')
          .limit(size + 1)
          .execute();
        return { nodes: rows.slice(0, size), hasNextPage: rows.length > size };
      },
    }),
  }),
});

const yoga = createYoga<object, Viewer>({
  schema: builder.toSchema(),
  logging: false,
  landingPage: false,
  graphiql: false,
  async context({ request }) {
    const token = request.headers.get('authorization')?.slice('Bearer '.length) ?? '';
    const { payload } = await jwtVerify<Viewer>(token, secret);
    return { workspaceId: payload.workspaceId };
  },
});
const server = createServer((request, response) => {
  Promise.resolve(yoga(request, response)).catch((error: unknown) => {
    console.error(error);
    response.destroy();
  });
});

serveParent({ url: `${await listening(server)}/graphql` }, async () => {
  server.closeAllConnections();
  server.close();
  await db.destroy();
});
