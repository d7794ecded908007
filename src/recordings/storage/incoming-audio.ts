import { createHash } from 'node:crypto';
import { addAbortSignal, PassThrough, pipeline, type Readable } from 'node:stream';
import { type AudioKind, audioKindOf, HEAD_BYTES } from './audio-kind.js';
import { Mp3Duration } from './mp3-duration.js';
import { UnusableAudioError } from './storage-errors.js';

/** Pieces of a file that may wait to be read; as they come from the network, 64 KB at the most. */
const MOST_PIECES = 4;

export interface IntakeOptions {
  /** The file is given up once it has more. */
  maxBytes: number;
  /** Gives the file up when it is aborted. */
  signal?: AbortSignal;
}

/** What was learned of a file while it passed by. */
export interface AudioFacts {
  contentType: string;
  byteSize: number;
  /** Hex. */
  sha256: string;
  durationSeconds: number | null;
}

/** An audio file on its way into a storage: looked at before the first byte is written, and measured while it passes. */
export class IncomingAudio {
  private readonly hash = createHash('sha256');
  private readonly duration = new Mp3Duration();
  private byteSize = 0;
  private failed: { error: unknown } | undefined;

  private constructor(
    readonly kind: AudioKind,
    private readonly pieces: AsyncIterator<Buffer>,
    private readonly head: Buffer,
    private readonly maxBytes: number,
  ) {}

  /**
   * Reads as much as tells what it is. The source is destroyed if it is refused.
   * @throws UnusableAudioError if it is empty or no audio; else as the source fails
   */
  static async open(source: Readable, { maxBytes, signal }: IntakeOptions): Promise<IncomingAudio> {
    const pieces = passageOf(source, signal)[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    let head = Buffer.alloc(0);
    while (head.length < HEAD_BYTES) {
      const piece = await pieces.next();
      if (piece.done) break;
      head = Buffer.concat([head, piece.value]);
    }
    const kind = audioKindOf(head);
    if (kind !== undefined) return new IncomingAudio(kind, pieces, head, maxBytes);
    source.destroy();
    throw new UnusableAudioError(head.length === 0 ? 'EMPTY_AUDIO' : 'NOT_AUDIO');
  }

  /**
   * The whole file, once. Leaving the loop early destroys the source.
   * @throws UnusableAudioError if it grows too large; else as the source fails
   */
  async *bytes(): AsyncGenerator<Buffer, void, undefined> {
    try {
      yield this.measure(this.head);
      for (let piece = await this.pieces.next(); !piece.done; piece = await this.pieces.next()) {
        yield this.measure(piece.value);
      }
    } catch (error) {
      this.failed = { error };
      throw error;
    } finally {
      await this.pieces.return?.();
    }
  }

  /** Why writing it failed: that of the audio itself, if it did, whatever the storage made of it. */
  reasonOf(error: unknown, orStorageError: (error: unknown) => unknown): unknown {
    return this.failed === undefined ? orStorageError(error) : this.failed.error;
  }

  /** To be asked for once all bytes have passed. */
  facts(): AudioFacts {
    const { contentType } = this.kind;
    const durationSeconds = this.duration.seconds ?? null;
    return { contentType, byteSize: this.byteSize, sha256: this.hash.digest('hex'), durationSeconds };
  }

  private measure(piece: Buffer): Buffer {
    this.byteSize += piece.length;
    if (this.byteSize > this.maxBytes) throw new UnusableAudioError('AUDIO_TOO_LARGE');
    this.hash.update(piece);
    if (this.kind.extension === 'mp3') this.duration.add(piece);
    return piece;
  }
}

/**
 * The bytes of a source that can be given up at any time: one that is stuck, as it waits for somebody who stalls, is not
 * waited for. Whatever ends the one ends the other.
 */
function passageOf(source: Readable, signal: AbortSignal | undefined): Readable {
  // As objects, pieces stay as they came: a stream of bytes copies all that waits into one whenever it is read.
  const passage = new PassThrough({ readableObjectMode: true, readableHighWaterMark: MOST_PIECES });
  pipeline(source, passage, () => undefined); // whoever reads the passage is told
  if (signal !== undefined) addAbortSignal(signal, passage);
  return passage;
}
