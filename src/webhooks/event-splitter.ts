import { PayloadTooLargeException } from '@nestjs/common';

const [QUOTE, BACKSLASH, COLON] = [0x22, 0x5c, 0x3a];
const OPENING: ReadonlySet<number> = new Set([0x7b, 0x5b]); // { [
const CLOSING: ReadonlySet<number> = new Set([0x7d, 0x5d]); // } ]
const SPACE: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);
const AUDIO_KEY = 'full_audio';
/** Inside of `data`, inside of the event. */
const AUDIO_DEPTH = 2;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const BASE64_UNIT = 4;

/**
 * Splits the body of an event, while it passes by, into the audio, which is large and handed out decoded, and the rest,
 * which is kept. What is JSON and what is not is for whoever parses the rest.
 */
export class EventSplitter {
  private readonly kept: Buffer[] = [];
  private keptBytes = 0;
  private inAudio = false;
  private foundAudio = false;
  private broken = false;
  private depth = 0;
  private inString = false;
  private escaped = false;
  /** How the last string begins: enough to tell the key. */
  private text = '';
  private awaitsAudio = false;
  private undecoded = '';

  /** @param mostJsonBytes what may be kept */
  constructor(private readonly mostJsonBytes: number) {}

  /** The audio in the next piece of the body. @throws HTTP 413 where the rest grows too large */
  push(piece: Buffer): Buffer[] {
    const audio: Buffer[] = [];
    for (let at = 0; at < piece.length;)
      at = this.inAudio ? this.readAudio(piece, at, audio) : this.readJson(piece, at);
    return audio;
  }

  /** The body with an empty text in place of the audio. */
  get json(): Buffer {
    return Buffer.concat(this.kept);
  }

  /** Whether there was audio, and all of it base64. */
  get isWhole(): boolean {
    return this.foundAudio && !this.inAudio && !this.broken;
  }

  /** @returns where it stopped: at the end, or where the audio begins */
  private readJson(piece: Buffer, from: number): number {
    let at = from;
    while (at < piece.length && !this.inAudio) this.step(piece[at++]!);
    this.keep(piece.subarray(from, at));
    return at;
  }

  private step(byte: number): void {
    if (this.inString) this.stepInString(byte);
    else if (SPACE.has(byte)) return;
    else if (byte === QUOTE) {
      if (this.awaitsAudio) this.inAudio = this.foundAudio = true;
      else this.inString = true;
      this.text = '';
      this.awaitsAudio = false;
    } else {
      this.awaitsAudio = byte === COLON && this.depth === AUDIO_DEPTH && this.text === AUDIO_KEY && !this.foundAudio;
      if (OPENING.has(byte)) this.depth++;
      if (CLOSING.has(byte)) this.depth--;
    }
  }

  private stepInString(byte: number): void {
    if (!this.escaped && byte === QUOTE) {
      this.inString = false;
      return;
    }
    this.escaped = !this.escaped && byte === BACKSLASH;
    if (this.text.length <= AUDIO_KEY.length) this.text += String.fromCharCode(byte);
  }

  private readAudio(piece: Buffer, from: number, audio: Buffer[]): number {
    const quote = piece.indexOf(QUOTE, from);
    const end = quote < 0 ? piece.length : quote;
    this.decode(piece.toString('latin1', from, end), quote >= 0, audio);
    if (quote < 0) return end;
    this.inAudio = false;
    this.keep(piece.subarray(quote, quote + 1));
    return quote + 1;
  }

  private decode(piece: string, isLast: boolean, audio: Buffer[]): void {
    const joined = this.undecoded + piece;
    const text = joined.includes('\\') ? joined.replaceAll('\\/', '/') : joined; // as some write JSON
    const known = text.endsWith('\\') ? text.length - 1 : text.length; // what is escaped comes with the next piece
    const length = isLast ? text.length : known - (known % BASE64_UNIT);
    const whole = text.slice(0, length);
    this.undecoded = text.slice(length);
    this.broken ||= !BASE64.test(whole);
    if (whole !== '') audio.push(Buffer.from(whole, 'base64'));
  }

  private keep(bytes: Buffer): void {
    this.keptBytes += bytes.length;
    if (this.keptBytes > this.mostJsonBytes) throw new PayloadTooLargeException();
    this.kept.push(bytes);
  }
}
