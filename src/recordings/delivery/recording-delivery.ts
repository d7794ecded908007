import type { Readable } from 'node:stream';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import { NotFoundError } from '../../common/errors.js';
import { toGlobalId } from '../../common/id.js';
import { sendStream } from '../../common/send-stream.js';
import { ENV, type Env } from '../../config/index.js';
import type { RecordingTable } from '../recording.table.js';
import { extensionOf } from '../storage/audio-kind.js';
import { type ByteRange, RecordingStorage } from '../storage/recording-storage.js';
import { answerTo, type Conditions } from './answer.js';

/** Sends the file of a recording, or the way to it. */
@Injectable()
export class RecordingDelivery {
  private readonly logger = new Logger(RecordingDelivery.name);

  constructor(
    private readonly storage: RecordingStorage,
    @Inject(ENV) private readonly env: Pick<Env, 'RECORDING_DELIVERY'>,
  ) {}

  /**
   * @param ttlSeconds how long a link to the storage may live: no longer than the one that was used
   * @throws NotFoundError if the storage has lost the file
   */
  async deliver(recording: RecordingTable, ttlSeconds: number, request: Request, response: Response): Promise<void> {
    // It is private speech, behind a link that ends: no cache on the way or on the disk of a shared computer keeps it.
    // Whoever has the link may listen, on whatever page.
    response.set({ 'Cache-Control': 'private, no-store', 'Cross-Origin-Resource-Policy': 'cross-origin' });
    const location = await this.locationOf(recording, ttlSeconds, request);
    if (location !== null) response.status(302).set('Location', location).end();
    else await this.stream(recording, request, response);
  }

  private locationOf(recording: RecordingTable, ttlSeconds: number, { method }: Request): Promise<string | null> {
    if (this.env.RECORDING_DELIVERY === 'stream') return Promise.resolve(null);
    return this.storage.presign(recording.storage_key, {
      method: method === 'HEAD' ? 'HEAD' : 'GET',
      ttlSeconds,
      contentType: recording.content_type,
      contentDisposition: dispositionOf(recording),
    });
  }

  private async stream(recording: RecordingTable, request: Request, response: Response): Promise<void> {
    const { byte_size: byteSize, sha256, content_type: contentType } = recording;
    const etag = `"${sha256}"`;
    const { status, range } = answerTo(request.method, conditionsOf(request), { etag, byteSize });
    const hasContent = status === 200 || status === 206;
    // Asked for before the answer begins: afterwards nothing could be said of a file that is gone.
    const content = hasContent && request.method === 'GET' ? await this.open(recording, range) : undefined;
    response.status(status).set({ 'Accept-Ranges': 'bytes', ETag: etag });
    if (hasContent) {
      const length = range === undefined ? byteSize : range.end - range.start + 1;
      response.set({ 'Content-Length': String(length), 'Content-Disposition': dispositionOf(recording) });
      response.setHeader('Content-Type', contentType); // Express would add a charset to some
    }
    if (range !== undefined) response.set('Content-Range', `bytes ${range.start}-${range.end}/${byteSize}`);
    if (status === 416) response.set('Content-Range', `bytes */${byteSize}`);
    if (content === undefined) response.end();
    else await this.send(recording, content, response);
  }

  private async open(recording: RecordingTable, range: ByteRange | undefined): Promise<Readable> {
    const content = await this.storage.read(recording.storage_key, range);
    if (content !== null) return content;
    this.logger.error({ message: 'The storage has lost a recording', callId: recording.call_id });
    throw new NotFoundError('The file of this recording is gone');
  }

  private async send({ call_id: callId }: RecordingTable, content: Readable, response: Response): Promise<void> {
    try {
      await sendStream(content, response);
    } catch (error) {
      this.logger.error({ message: 'A recording could not be sent to its end', callId, err: error });
    }
  }
}

function conditionsOf(request: Request): Conditions {
  return {
    ifMatch: request.get('If-Match'),
    ifNoneMatch: request.get('If-None-Match'),
    ifRange: request.get('If-Range'),
    range: request.get('Range'),
  };
}

/** A name that this server makes: nothing of the upstreams gets into a header. */
function dispositionOf({ call_id, content_type }: RecordingTable): string {
  return `inline; filename="${toGlobalId('Call', call_id)}.${extensionOf(content_type)}"`;
}
