import { frameOf, type Mp3Format } from './mp3-frame.js';

/** Who speaks in each fifth of a second: a higher and a lower tone take turns, with pauses. */
const PATTERN = 'AAAAA AAAAAAAA AAA   UUUU UUUUUU   AAAAAAA AAAA  UUUUUUUU UUU   ';
const SLOT_SECONDS = 0.2;
const AGENT_HERTZ = 440;
const USER_HERTZ = 310;
const CHUNK_BYTES = 65_536;
/** Tag header, frame header and the byte that names the encoding. */
const ID3_OVERHEAD_BYTES = 10 + 10 + 1;

/**
 * A playable recording made from its title and its length alone: an ID3 tag with the title, so that no two are equal,
 * then frames until the time is over. Nothing is kept: a file of 200 MB costs no more memory than one of a second.
 */
export class Mp3 {
  private readonly frames: number;

  /** @param title ASCII */
  constructor(
    private readonly format: Mp3Format,
    private readonly title: string,
    seconds: number,
  ) {
    this.frames = Math.max(1, Math.round((seconds * format.samplesPerSecond) / format.samplesPerFrame));
  }

  /** Bytes. */
  get size(): number {
    return ID3_OVERHEAD_BYTES + this.title.length + this.frames * this.format.bytesPerFrame;
  }

  *chunks(): Generator<Buffer, void, undefined> {
    yield id3(this.title);
    const loop = loopOf(this.format);
    let left = this.frames * this.format.bytesPerFrame;
    let at = 0;
    while (left > 0) {
      const chunk = loop.subarray(at, at + Math.min(CHUNK_BYTES, left));
      yield chunk;
      left -= chunk.length;
      at = (at + chunk.length) % loop.length;
    }
  }

  toBuffer(): Buffer {
    return Buffer.concat([...this.chunks()]);
  }
}

const loops = new Map<Mp3Format, Buffer>();

/** The frames of the whole pattern once. */
function loopOf(format: Mp3Format): Buffer {
  let loop = loops.get(format);
  if (!loop) {
    const sounds = { A: frameOf(format, AGENT_HERTZ), U: frameOf(format, USER_HERTZ), ' ': frameOf(format) };
    const framesPerSlot = Math.round((SLOT_SECONDS * format.samplesPerSecond) / format.samplesPerFrame);
    const slots = [...PATTERN] as (keyof typeof sounds)[];
    loop = Buffer.concat(slots.flatMap((slot) => Array<Buffer>(framesPerSlot).fill(sounds[slot])));
    loops.set(format, loop);
  }
  return loop;
}

/** An ID3v2.3 tag with a title. */
function id3(title: string): Buffer {
  const text = Buffer.concat([Buffer.from([0]), Buffer.from(title, 'latin1')]);
  const frame = Buffer.concat([Buffer.from('TIT2'), uint32(text.length), Buffer.from([0, 0]), text]);
  const size = Buffer.from([21, 14, 7, 0].map((shift) => (frame.length >> shift) & 0x7f)); // seven bits a byte
  return Buffer.concat([Buffer.from('ID3'), Buffer.from([3, 0, 0]), size, frame]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
