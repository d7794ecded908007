import { EventEmitter } from 'node:events';
import { createServer } from 'node:http';
import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { serveParent } from '../child.js';
import { listening } from '../listening.js';
import { type Pump, pump } from './progress.js';

/**
 * The reference: graphql-ws as its documentation has it, a schema of plain fields, and a buffer of one for each
 * subscriber. No credentials, no limits, no database.
 */
const schema = buildSchema(`
  type Query { nothing: Int }
  type Subscription { syncRunUpdated: Run! }
  type Run { id: ID! status: String! progress: Progress! counts: Counts! error: Error }
  type Progress { sequence: Int! done: Int! total: Int fraction: Float etaSeconds: Int }
  type Counts { newCalls: Int! transcriptsSynced: Int! audiosSynced: Int! failed: Int! }
  type Error { code: String! message: String! }
`);

const emitter = new EventEmitter().setMaxListeners(0);

async function* latest(): AsyncGenerator<{ syncRunUpdated: object }> {
  let newest: object | undefined;
  let wake: (() => void) | undefined;
  const listen = (run: object) => {
    newest = run;
    wake?.();
  };
  emitter.on('run', listen);
  try {
    for (;;) {
      while (newest === undefined) await new Promise<void>((resolve) => (wake = resolve));
      const syncRunUpdated = newest;
      newest = undefined;
      yield { syncRunUpdated };
    }
  } finally {
    emitter.off('run', listen);
  }
}

const http = createServer();
const sockets = new WebSocketServer({ server: http, path: '/graphql' });
const server = useServer({ schema, roots: { subscription: { syncRunUpdated: latest } } }, sockets);
const url = await listening(http);

const publish = (run: number, sequence: number) => {
  const done = sequence % 1000;
  emitter.emit('run', {
    id: `run_${run}`,
    status: 'RUNNING',
    progress: { sequence, done, total: 1000, fraction: done / 1000, etaSeconds: 1000 - done },
    counts: { newCalls: done, transcriptsSynced: 0, audiosSynced: 0, failed: 0 },
    error: null,
  });
};

serveParent({ url: `${url.replace('http', 'ws')}/graphql` }, async () => server.dispose(), {
  pump: (wanted: Pump) => pump(wanted, publish),
});
