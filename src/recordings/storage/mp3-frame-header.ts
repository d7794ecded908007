/** One frame of MPEG audio, layer III. */
export interface Mp3Frame {
  byteSize: number;
  seconds: number;
}

export const FRAME_HEADER_BYTES = 4;

/** ISO/IEC 11172-3 and 13818-3, in kbit/s and Hz; index 0 of the rates is "free", which no upstream sends. */
const KBITS_MPEG_1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
const KBITS_MPEG_2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
const HERTZ_MPEG_1 = [44_100, 48_000, 32_000];

const RESERVED_VERSION = 1;
const MPEG_1 = 3;
/** MPEG 2 halves the sample rates, MPEG 2.5 (version 0) halves them again. */
const HERTZ_DIVISOR: Record<number, number> = { 0: 4, 2: 2, [MPEG_1]: 1 };
const LAYER_III = 1;

/** What a frame header at the start of these bytes says; undefined if there is none. */
export function readMp3Frame(bytes: Buffer): Mp3Frame | undefined {
  if (bytes.length < FRAME_HEADER_BYTES) return undefined;
  const header = bytes.readUInt32BE(0);
  const version = (header >>> 19) & 3;
  const isSync = header >>> 21 === 0x7ff;
  if (!isSync || version === RESERVED_VERSION || ((header >>> 17) & 3) !== LAYER_III) return undefined;
  const kbits = (version === MPEG_1 ? KBITS_MPEG_1 : KBITS_MPEG_2)[(header >>> 12) & 15];
  const hertz = (HERTZ_MPEG_1[(header >>> 10) & 3] ?? 0) / (HERTZ_DIVISOR[version] ?? 1);
  if (!kbits || hertz === 0) return undefined;
  const samples = version === MPEG_1 ? 1152 : 576;
  const padding = (header >>> 9) & 1;
  return { byteSize: Math.floor((samples / 8) * ((kbits * 1000) / hertz)) + padding, seconds: samples / hertz };
}

export function isMp3Frame(bytes: Buffer): boolean {
  return readMp3Frame(bytes) !== undefined;
}
