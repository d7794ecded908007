import { BitWriter } from './bit-writer.js';

/** A constant bit rate without padding: every frame has the same length. Mono, MPEG Layer III (ISO 11172-3, 13818-3). */
export interface Mp3Format {
  readonly bitsPerSecond: number;
  readonly samplesPerSecond: number;
  readonly samplesPerFrame: number;
  readonly bytesPerFrame: number;
  /** The four bytes in front of each frame: sync, version, layer, bit rate, sampling rate, mono. */
  readonly header: readonly number[];
  /** MPEG-1 has two granules in a frame; the low sampling rates of MPEG-2 and 2.5 have one. */
  readonly granules: 1 | 2;
}

/** 48 kHz, 64 kbit/s: 192 bytes hold 24 ms. What ElevenLabs really uses is not documented (reference 4.1). */
export const CONVERSATION_AUDIO: Mp3Format = {
  bitsPerSecond: 64_000,
  samplesPerSecond: 48_000,
  samplesPerFrame: 1152,
  bytesPerFrame: 192,
  header: [0xff, 0xfb, 0x54, 0xc4],
  granules: 2,
};

/** 8 kHz, 32 kbit/s, as Voximplant records phone calls (reference, section 4): 288 bytes hold 72 ms. */
export const PHONE_RECORD: Mp3Format = {
  bitsPerSecond: 32_000,
  samplesPerSecond: 8_000,
  samplesPerFrame: 576,
  bytesPerFrame: 288,
  header: [0xff, 0xe3, 0x48, 0xc4],
  granules: 1,
};

const SPECTRAL_LINES = 576;
/** Steps of 1.5 dB; heard at a moderate level. */
const TONE_GAIN = 196;
const SILENT_GAIN = 0;

/** One frame of a tone near `hertz`, or of silence without one. Frames stand for themselves: no bit reservoir. */
export function frameOf(format: Mp3Format, hertz?: number): Buffer {
  const line = hertz === undefined ? undefined : Math.round((hertz / format.samplesPerSecond) * 2 * SPECTRAL_LINES);
  const spectrum = line === undefined ? '' : spectrumOf(line);
  const frame = new BitWriter();
  for (const byte of format.header) frame.put(byte, 8);
  // main_data_begin, private bits and, in MPEG-1, which scale factors both granules share.
  frame.append('0'.repeat(format.granules === 2 ? 9 + 5 + 4 : 8 + 1));
  for (let granule = 0; granule < format.granules; granule += 1) sideInformation(frame, format, spectrum.length, line);
  for (let granule = 0; granule < format.granules; granule += 1) frame.append(spectrum);
  return frame.toBuffer(format.bytesPerFrame);
}

function sideInformation(frame: BitWriter, format: Mp3Format, spectrumBits: number, line: number | undefined): void {
  frame
    .put(spectrumBits, 12) // part2_3_length
    .put(line === undefined ? 0 : Math.floor(line / 2) + 1, 9) // big_values: pairs of lines
    .put(line === undefined ? SILENT_GAIN : TONE_GAIN, 8) // global_gain
    .put(0, format.granules === 2 ? 4 : 9) // scalefac_compress: none are sent
    .put(0, 1) // long blocks
    .append('00001'.repeat(3)) // table_select: Huffman table 1 in each region
    .put(0, 4) // region0_count
    .put(0, 3) // region1_count
    .append('0'.repeat(format.granules === 2 ? 3 : 2)); // preflag (MPEG-1 only), scalefac_scale, count1table_select
}

/** Huffman table 1: `1` is the pair (0,0), `01` is (1,0), `001` is (0,1); a sign bit follows what is not zero. */
function spectrumOf(line: number): string {
  return '1'.repeat(Math.floor(line / 2)) + (line % 2 === 0 ? '01' : '001') + '0';
}
