import { CONVERSATION_AUDIO, PHONE_RECORD } from '../../../simulator/audio/mp3-frame.js';
import { Mp3 } from '../../../simulator/audio/mp3.js';
import { Mp3Duration } from './mp3-duration.js';

function durationOf(file: Buffer, chunkBytes = file.length): number | undefined {
  const duration = new Mp3Duration();
  for (let at = 0; at < file.length; at += chunkBytes) duration.add(file.subarray(at, at + chunkBytes));
  return duration.seconds;
}

describe('Mp3Duration', () => {
  it.each([
    ['a conversation', CONVERSATION_AUDIO, 60],
    ['a phone record', PHONE_RECORD, 36],
  ])('adds up the frames of %s behind its tag', (_, format, seconds) => {
    expect(durationOf(new Mp3(format, 'Hello', seconds).toBuffer())).toBeCloseTo(seconds, 1);
  });

  it.each([1, 2, 3, 7, 191, 193, 65_536])('does not care that the bytes come %d at a time', (chunkBytes) => {
    const file = new Mp3(CONVERSATION_AUDIO, 'Hello', 6).toBuffer();

    expect(durationOf(file, chunkBytes)).toBe(6);
  });

  it.each([5, 192, 65_536])('adds up frames of different lengths, %d bytes at a time', (chunkBytes) => {
    const [slow, fast] = [PHONE_RECORD, CONVERSATION_AUDIO].map((format) => new Mp3(format, '', 3.6).toBuffer());
    const file = Buffer.concat([slow!, fast!.subarray(21), slow!.subarray(21)]);

    expect(durationOf(file, chunkBytes)).toBe(10.8);
  });

  it('needs no tag, and is not misled by one at the end', () => {
    const file = new Mp3(CONVERSATION_AUDIO, '', 6).toBuffer().subarray(21);

    expect(durationOf(file)).toBe(6);
    expect(durationOf(Buffer.concat([file, Buffer.from('TAG'.padEnd(128))]))).toBe(6);
  });

  it('says nothing of what is no MP3 all through', () => {
    const file = new Mp3(CONVERSATION_AUDIO, '', 6).toBuffer();

    expect(durationOf(Buffer.concat([file, Buffer.alloc(500), file]))).toBeUndefined();
    expect(durationOf(Buffer.from('ID3'))).toBeUndefined();
  });
});
