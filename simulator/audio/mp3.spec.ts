import { CONVERSATION_AUDIO, type Mp3Format, PHONE_RECORD } from './mp3-frame.js';
import { Mp3 } from './mp3.js';

const TAG_BYTES = 21;

describe.each<[string, Mp3Format]>([
  ['a conversation', CONVERSATION_AUDIO],
  ['a phone record', PHONE_RECORD],
])('the sound of %s', (_words, format) => {
  it('is as large as its bit rate and its length say', () => {
    const mp3 = new Mp3(format, 'title', 60);

    const audioBytes = mp3.toBuffer().length - TAG_BYTES - 'title'.length;
    expect(mp3.toBuffer()).toHaveLength(mp3.size);
    expect(Math.abs(audioBytes - (60 * format.bitsPerSecond) / 8)).toBeLessThan(format.bytesPerFrame);
  });

  it('is an ID3 tag and whole frames, one after another', () => {
    const bytes = new Mp3(format, 'title', 20).toBuffer();

    const frames = bytes.subarray(TAG_BYTES + 'title'.length);
    expect(bytes.subarray(0, 3).toString()).toBe('ID3');
    expect(frames.length % format.bytesPerFrame).toBe(0);
    for (let at = 0; at < frames.length; at += format.bytesPerFrame)
      expect([...frames.subarray(at, at + 4)]).toEqual(format.header);
  });

  it('is the same every time, and another one for another title', () => {
    const [once, again, other] = ['a', 'a', 'b'].map((title) => new Mp3(format, title, 3).toBuffer()) as [
      Buffer,
      Buffer,
      Buffer,
    ];

    expect(once.equals(again)).toBe(true);
    expect(once.equals(other)).toBe(false);
  });
});
