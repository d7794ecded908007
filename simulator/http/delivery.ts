import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Delivery, isStream, type Reply, type StreamBody } from './reply.js';

/** Sends the reply in the way it asks for; resolves when the answer or the connection is over, whoever ended it. */
export async function deliver(reply: Reply, response: ServerResponse): Promise<void> {
  const delivery = reply.delivery ?? 'whole';
  if (delivery === 'resetBeforeHeaders') return reset(response);
  if (delivery === 'hangBeforeHeaders') return closed(response);
  const body = streamOf(reply.body);
  writeHead(reply, delivery, body, response);
  if (delivery === 'resetAfterHeaders') {
    response.flushHeaders();
    await sleep(20); // lets the headers leave before the reset overtakes them
    return reset(response);
  }
  try {
    await pipeline(Readable.from(WAYS[delivery](body, response, reply.resumed), { objectMode: false }), response);
  } catch (error) {
    // The one who asked has gone, or the connection was cut on purpose.
    if (!response.destroyed) throw error;
  }
}

type BodyWay = (
  body: StreamBody,
  response: ServerResponse,
  resumed?: Promise<void>,
) => Iterable<Buffer> | AsyncIterable<Buffer>;

const WAYS: Record<Exclude<Delivery, `reset${string}` | 'hangBeforeHeaders'>, BodyWay> = {
  whole: (body) => body.chunks(),
  truncateCleanly: (body) => half(body),
  async *truncate(body, response) {
    yield* half(body);
    await sleep(20); // lets what was written leave
    response.destroy();
  },
  async *hangMidBody(body, response) {
    yield* half(body);
    await closed(response);
  },
  async *pauseMidBody(body, response, resumed) {
    yield* half(body);
    await Promise.race([resumed, closed(response)]);
    let before = Math.floor(body.size / 2);
    for (const chunk of body.chunks()) {
      if (chunk.length > before) yield chunk.subarray(before);
      before = Math.max(0, before - chunk.length);
    }
  },
  async *trickle(body, response) {
    for (const chunk of body.chunks()) {
      for (const byte of chunk) {
        if (response.destroyed) return;
        yield Buffer.from([byte]);
        await sleep(1000, undefined, { ref: false });
      }
    }
  },
  *endless(body) {
    for (;;) yield* body.chunks();
  },
};

function writeHead(reply: Reply, delivery: Delivery, body: StreamBody, response: ServerResponse): void {
  const known = !isStream(reply.body) && delivery !== 'truncateCleanly' && delivery !== 'endless';
  response.writeHead(reply.status, { ...(known && { 'content-length': String(body.size) }), ...reply.headers });
}

function streamOf(body: Reply['body']): StreamBody {
  if (isStream(body)) return body;
  const bytes = Buffer.from(body);
  return { size: bytes.length, chunks: () => (bytes.length > 0 ? [bytes] : []) };
}

function* half(body: StreamBody): Generator<Buffer, void, undefined> {
  let left = Math.floor(body.size / 2);
  for (const chunk of body.chunks()) {
    if (left <= 0) return;
    yield chunk.subarray(0, left);
    left -= chunk.length;
  }
}

function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

async function closed(response: ServerResponse): Promise<void> {
  if (!response.destroyed) await once(response, 'close');
}
