import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { buildSchema, type DocumentNode, execute, parse, validate } from 'graphql';
import { createPool, type RowDataPacket } from 'mysql2/promise';
import { LISTED_COLUMNS } from '../../src/calls/call.table.js';
import { serveParent } from '../child.js';
import { listening } from '../listening.js';
import {
  COLUMNS,
  keyIn,
  type ListFilter,
  type ListRow,
  type PeerSettings,
  SCHEMA,
  toColumn,
  toInstant,
} from './list-query.js';

/**
 * The reference: graphql-js on node:http with mysql2, and nothing else. Documents are parsed and validated once; there are no
 * credentials, no limits and no logs. The SQL is what Voxsync sends; with a second argument it reads those columns alone
 * that the list shows.
 */
const [settings, isNarrow] = JSON.parse(process.argv[2] ?? '') as [PeerSettings, boolean];
const schema = buildSchema(SCHEMA);
const pool = createPool({ uri: settings.databaseUrl, dateStrings: true, charset: 'utf8mb4' });
const documents = new Map<string, DocumentNode>();

const SQL = `select ${(isNarrow ? COLUMNS : LISTED_COLUMNS).map((column) => `calls.${column}`).join(', ')}
  from calls force index (calls_application_id_status_start_time_id_index)
  where calls.application_id = (select id from applications where id = ? and workspace_id = ?)
    and calls.start_time >= ? and calls.start_time < ? and calls.status in (?)
  order by calls.start_time desc, calls.id desc limit ?`;

async function calls({ filter, first }: { filter: ListFilter; first: number }) {
  const { applicationId, status, startTime } = filter;
  const values = [
    keyIn(applicationId),
    settings.workspaceId,
    toColumn(startTime.from),
    toColumn(startTime.to),
    status.map((name) => name.toLowerCase()),
    first + 1,
  ];
  const [rows] = await pool.query<(RowDataPacket & ListRow)[]>(SQL, values);
  const nodes = rows.slice(0, first).map(toCall);
  return { nodes, pageInfo: { hasNextPage: rows.length > first, endCursor: nodes.at(-1)?.id ?? null } };
}

function toCall(row: ListRow) {
  return {
    id: `call_${row.id}`,
    callId: String(row.session_id),
    direction: String(row.direction).toUpperCase(),
    fromNumber: row.from_number,
    toNumber: row.to_number,
    startTime: toInstant(row.start_time),
    endTime: toInstant(row.end_time),
    durationSeconds: row.duration_seconds,
    status: String(row.status).toUpperCase(),
    statusReason: row.status_reason,
    conversationId: row.conversation_id,
    transcriptState: String(row.transcript_state).toUpperCase(),
    recordingState: String(row.recording_state).toUpperCase(),
    updatedAt: toInstant(row.updated_at),
  };
}

function documentOf(query: string): DocumentNode {
  const known = documents.get(query);
  if (known !== undefined) return known;
  const document = parse(query);
  const [error] = validate(schema, document);
  if (error !== undefined) throw error;
  documents.set(query, document);
  return document;
}

async function answer(request: IncomingMessage): Promise<string> {
  const { query, variables } = JSON.parse(await text(request)) as { query: string; variables: Record<string, unknown> };
  const document = documentOf(query);
  return JSON.stringify(await execute({ schema, document, rootValue: { calls }, variableValues: variables }));
}

const server = createServer((request, response) => {
  answer(request).then(
    (body) => response.setHeader('content-type', 'application/json').end(body),
    (error: unknown) => {
      console.error(error);
      response.writeHead(500).end();
    },
  );
});

serveParent({ url: `${await listening(server)}/graphql` }, async () => {
  server.closeAllConnections();
  server.close();
  await pool.end();
});
