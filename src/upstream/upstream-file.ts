import { Readable } from 'node:stream';
import { transportError } from './transport-error.js';
import { displayName, UpstreamError, type UpstreamName } from './upstream.error.js';
import { abandon, headerOf, type Response, tooLarge } from './upstream-transport.js';

/** A file on its way. The stream fails with an {@link UpstreamError} if it is cut, stalls or grows too large. */
export interface UpstreamFile {
  /** Has to be read to its end or destroyed: until then it holds a turn of the limiter. */
  stream: Readable;
  contentType: string | undefined;
  /** As announced; absent where the upstream sends in chunks. */
  contentLength: number | undefined;
}

/**
 * Waits for the first bytes, then hands the rest on as it comes.
 * @throws UpstreamError `bad_payload` if there are none, `too_large` if the announced length is; else as undici throws
 */
export async function openFile(upstream: UpstreamName, response: Response, maxBytes: number): Promise<UpstreamFile> {
  const announced = headerOf(response, 'content-length');
  const contentLength = announced === undefined ? undefined : Number(announced);
  if (contentLength !== undefined && contentLength > maxBytes) {
    abandon(response);
    throw tooLarge(upstream, maxBytes);
  }
  const pieces = (response.body as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  const first = await pieces.next();
  if (first.done) throw emptyFile(upstream);

  async function* bytes(): AsyncGenerator<Buffer> {
    try {
      let byteCount = 0;
      for (let piece: IteratorResult<Buffer> = first; !piece.done; piece = await pieces.next()) {
        byteCount += piece.value.length;
        if (byteCount > maxBytes) throw tooLarge(upstream, maxBytes);
        yield piece.value;
      }
    } catch (error) {
      throw transportError(upstream, error);
    }
  }
  const stream = Readable.from(bytes(), { objectMode: false });
  stream.once('close', () => abandon(response));
  return { stream, contentType: headerOf(response, 'content-type'), contentLength };
}

function emptyFile(upstream: UpstreamName): UpstreamError {
  const message = `${displayName(upstream)} sent an empty file: it may not be ready yet.`;
  // Unlike where an upstream says that there is none, nothing was said here: it may be a slip, however often it comes.
  return new UpstreamError({ upstream, fault: 'bad_payload', retryable: true, message });
}
