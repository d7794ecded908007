import { FRAME_HEADER_BYTES, readMp3Frame } from './mp3-frame-header.js';

const ID3_HEADER_BYTES = 10;

/**
 * How long an MP3 file plays, told while its bytes pass by: frame after frame is added up, and nothing is kept but a
 * header that was cut. Exact for variable rates too, and no file has to be read twice.
 */
export class Mp3Duration {
  private total = 0;
  private toSkip = 0;
  private header: Buffer = Buffer.alloc(0);
  private started = false;
  private lost = false;
  /** The frame before; in most files all frames have the same header. */
  private last: { header: number; seconds: number; byteSize: number } | undefined;

  add(chunk: Buffer): void {
    let at = 0;
    while (!this.lost && at < chunk.length) {
      const skipped = Math.min(this.toSkip, chunk.length - at);
      this.toSkip -= skipped;
      at = this.skipFramesLikeTheLast(chunk, at + skipped);
      const wanted = this.started ? FRAME_HEADER_BYTES : ID3_HEADER_BYTES;
      const piece = chunk.subarray(at, at + wanted - this.header.length);
      at += piece.length;
      this.header = this.header.length === 0 ? piece : Buffer.concat([this.header, piece]);
      if (this.header.length === wanted) this.readHeader();
    }
  }

  /** Undefined where the bytes stopped being frames before the end: a guess would be worse than nothing. */
  get seconds(): number | undefined {
    return this.lost || this.total === 0 ? undefined : Math.round(this.total * 1000) / 1000;
  }

  /** Nothing is cut out of the chunk here, as there are thousands of frames in a megabyte. @returns where it stopped */
  private skipFramesLikeTheLast(chunk: Buffer, from: number): number {
    if (this.last === undefined || this.toSkip > 0 || this.header.length > 0) return from;
    const { header, seconds, byteSize } = this.last;
    let at = from;
    while (at + FRAME_HEADER_BYTES <= chunk.length && chunk.readUInt32BE(at) === header) {
      this.total += seconds;
      at += byteSize;
    }
    if (at <= chunk.length) return at;
    this.toSkip = at - chunk.length;
    return chunk.length;
  }

  private readHeader(): void {
    const { header } = this;
    this.header = Buffer.alloc(0);
    if (!this.started && isId3(header)) {
      this.started = true;
      this.toSkip = id3Size(header);
      return;
    }
    const frame = readMp3Frame(header);
    if (frame === undefined) {
      this.lost = !isTrailer(header);
      this.toSkip = Infinity; // a trailer is the last thing in a file
      return;
    }
    this.started = true;
    this.total += frame.seconds;
    this.toSkip = frame.byteSize - header.length;
    this.last = { header: header.readUInt32BE(0), ...frame };
  }
}

function isId3(header: Buffer): boolean {
  return header.toString('latin1', 0, 3) === 'ID3';
}

/** Seven bits a byte; a footer, announced by a flag, repeats the header. */
function id3Size(header: Buffer): number {
  const size = [6, 7, 8, 9].reduce((sum, at) => sum * 128 + ((header[at] ?? 0) & 0x7f), 0);
  const hasFooter = ((header[5] ?? 0) & 0x10) !== 0;
  return size + (hasFooter ? ID3_HEADER_BYTES : 0);
}

/** An ID3v1 or APE tag. */
function isTrailer(header: Buffer): boolean {
  const text = header.toString('latin1');
  return text.startsWith('TAG') || text.startsWith('APET');
}
