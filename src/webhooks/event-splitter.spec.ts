import { EventSplitter } from './event-splitter.js';

const AUDIO = Buffer.from(Array.from({ length: 1001 }, (_, index) => (index * 7) % 256));
const EVENT = {
  type: 'post_call_audio',
  data: { note: 'a "quoted" \\ full_audio: {[', full_audio: AUDIO.toString('base64'), conversation_id: 'conv_1' },
};

function split(body: string | Buffer, pieceSize: number) {
  const bytes = Buffer.from(body);
  const splitter = new EventSplitter(100_000);
  const audio: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += pieceSize) audio.push(...splitter.push(bytes.subarray(at, at + pieceSize)));
  return { audio: Buffer.concat(audio), json: splitter.json.toString(), isWhole: splitter.isWhole };
}

describe('the splitter of events', () => {
  it.each([1, 2, 3, 5, 64, 100_000])('hands out the audio and keeps the rest, in pieces of %i bytes', (pieceSize) => {
    const found = split(JSON.stringify(EVENT), pieceSize);

    expect(found.audio.equals(AUDIO)).toBe(true);
    expect(JSON.parse(found.json)).toEqual({ ...EVENT, data: { ...EVENT.data, full_audio: '' } });
    expect(found.isWhole).toBe(true);
  });

  it('reads JSON with spaces, slashes that are escaped, and no padding', () => {
    const base64 = AUDIO.toString('base64').replaceAll('/', '\\/').replaceAll('=', '');
    const body = `{ "data" : { "full_audio" :\n "${base64}" } }`;

    const found = [1, 7, 1000].map((pieceSize) => split(body, pieceSize));

    expect(found.every(({ audio, isWhole }) => isWhole && audio.equals(AUDIO))).toBe(true);
  });

  it.each([
    ['an event without audio', JSON.stringify({ type: 'x', data: { full_audio: null, full: 'audio' } })],
    [
      'a member of the same name elsewhere',
      JSON.stringify({ full_audio: 'QUJD', data: { x: { full_audio: 'QUJD' } } }),
    ],
    ['a text of the same name', JSON.stringify({ data: ['full_audio', 'QUJD'] })],
  ])('keeps all of %s', (_, body) => {
    const found = split(body, 3);

    expect(found).toMatchObject({ json: body, isWhole: false });
    expect(found.audio).toHaveLength(0);
  });

  it('says of audio that is cut, or no base64, that it is not whole', () => {
    const bodies = [
      '{"data":{"full_audio":"QUJD',
      '{"data":{"full_audio":"QU*D"}}',
      '{"data":{"full_audio":"QU\\u0041D"}}',
    ];

    const found = bodies.map((body) => split(body, 5).isWhole);

    expect(found).toEqual([false, false, false]);
  });

  it('keeps no more than it may', () => {
    const splitter = new EventSplitter(10);

    expect(() => splitter.push(Buffer.from('{"type":"much too long"}'))).toThrow(/too large/i);
  });
});
