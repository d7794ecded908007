import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const CLIENT_LEFT = new Set<unknown>(['ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_UNABLE_TO_PIPE']);

/**
 * Sends what a stream has, as fast as the client takes it. Ends both sides whatever happens: a client that leaves, which is no
 * failure, costs no open file and no further work.
 * @throws whatever the stream fails with; the connection is cut then, so that the client knows that something is missing
 */
export async function sendStream(content: Readable, response: Writable): Promise<void> {
  try {
    await pipeline(content, response);
  } catch (error) {
    content.destroy(); // a pipeline to somebody who has left already does not even begin
    if (!CLIENT_LEFT.has((error as NodeJS.ErrnoException).code)) throw error;
  }
}
