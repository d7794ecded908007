import { isMp3Frame } from './mp3-frame-header.js';

/** What a recording can be. */
export interface AudioKind {
  contentType: string;
  extension: string;
}

/** As many bytes as any of the kinds needs to be told. */
export const HEAD_BYTES = 12;

const MP3: AudioKind = { contentType: 'audio/mpeg', extension: 'mp3' };
const WAV: AudioKind = { contentType: 'audio/wav', extension: 'wav' };
const OGG: AudioKind = { contentType: 'audio/ogg', extension: 'ogg' };
const FLAC: AudioKind = { contentType: 'audio/flac', extension: 'flac' };
const M4A: AudioKind = { contentType: 'audio/mp4', extension: 'm4a' };
const KINDS: readonly AudioKind[] = [MP3, WAV, OGG, FLAC, M4A];

/**
 * The kind of audio that a file begins as, by its bytes and not by what a header said of them; undefined if it is none
 * that the upstreams are known to send.
 */
export function audioKindOf(head: Buffer): AudioKind | undefined {
  const has = (text: string, at = 0) => head.toString('latin1', at, at + text.length) === text;
  if (has('ID3') || isMp3Frame(head)) return MP3;
  if (has('RIFF') && has('WAVE', 8)) return WAV;
  if (has('OggS')) return OGG;
  if (has('fLaC')) return FLAC;
  return has('ftyp', 4) ? M4A : undefined;
}

/** The usual ending of a file of this content type. */
export function extensionOf(contentType: string): string {
  return KINDS.find((kind) => kind.contentType === contentType)?.extension ?? 'bin';
}
