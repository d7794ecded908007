import { once } from 'node:events';
import { WebSocket } from 'ws';
import { serveParent } from '../child.js';
import { type Audience, SUBSCRIPTION } from './progress.js';

/** Subscribers without a library, that do no more than count what they get, so that they cost as little as can be. */
const received = new Map<string, number>();
const sockets: WebSocket[] = [];
const AT_ONCE = 50;

async function join({ name, url, token, stopsReading }: Audience): Promise<void> {
  const socket = new WebSocket(url, 'graphql-transport-ws', { perMessageDeflate: false });
  sockets.push(socket);
  await once(socket, 'open');
  const authorization = token === null ? {} : { authorization: `Bearer ${token}` };
  socket.send(JSON.stringify({ type: 'connection_init', payload: authorization }));
  await once(socket, 'message');
  socket.on('message', () => received.set(name, (received.get(name) ?? 0) + 1));
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: SUBSCRIPTION } }));
  if (stopsReading) socket.pause();
}

async function gather(audience: Audience): Promise<void> {
  for (let there = 0; there < audience.size; there += AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, audience.size - there) }, () => join(audience)));
  }
}

serveParent(
  {},
  () => {
    for (const socket of sockets) socket.terminate();
    return Promise.resolve();
  },
  { gather, received: (name: string) => received.get(name) ?? 0 },
);
