import type { IncomingMessage } from 'node:http';
import { PayloadTooLargeException } from '@nestjs/common';
import { BadUserInputError } from '../common/errors.js';

/** The pieces of a body as they come. @throws BadUserInputError where it breaks off; HTTP 413 above `maxBytes` */
export async function* piecesOf(request: IncomingMessage, maxBytes: number): AsyncGenerator<Buffer, void, undefined> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw new PayloadTooLargeException();
  let size = 0;
  try {
    // Whoever stops reading has still to answer: the connection stays.
    const pieces = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
    for await (const piece of pieces) {
      size += piece.length;
      if (size > maxBytes) break;
      yield piece;
    }
  } catch (error) {
    throw new BadUserInputError({ body: ['The body broke off'] }, { cause: error });
  }
  if (size > maxBytes) throw new PayloadTooLargeException();
}

/** The whole body. @throws as {@link piecesOf} */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(piecesOf(request, maxBytes)));
}
