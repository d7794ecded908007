import { createHmac } from 'node:crypto';
import { isTimely, parseSignature, SignatureCheck } from './signature.js';

const SECRET = 'wsec_example_secret';
/** The vector of the reference, 6.3. */
const BODY = Buffer.from(
  '{"type":"post_call_transcription","event_timestamp":1760000123,"data":{"conversation_id":"conv_test"}}',
);
const HEADER = 't=1760000123,v0=3932cdcb0fb70cd7c3d6b5e3346a269dd84524ab11d9985e0ae48e461024c008';

const check = (header: string, secrets: string[], ...pieces: Buffer[]) => {
  const claim = parseSignature(header, 'v0');
  if (claim === null) return null;
  const signature = new SignatureCheck(claim, secrets);
  for (const piece of pieces) signature.update(piece);
  return signature.isGood();
};

describe('a signature', () => {
  it('holds for the bytes that were signed, in whatever pieces they come', () => {
    const inPieces = [...BODY].map((byte) => Buffer.from([byte]));

    const answers = [check(HEADER, [SECRET], BODY), check(HEADER, [SECRET], ...inPieces)];

    expect(answers).toEqual([true, true]);
  });

  it.each([
    ['another body', HEADER, [SECRET], Buffer.concat([BODY, Buffer.from(' ')])],
    ['another time', HEADER.replace('t=1760000123', 't=1760000124'), [SECRET], BODY],
    ['another secret', HEADER, ['wsec_other'], BODY],
    ['no secret at all', HEADER, [], BODY],
  ])('does not hold for %s', (_, header, secrets, body) => {
    const good = check(header, secrets, body);

    expect(good).toBe(false);
  });

  it('may be one of several, made with one of several secrets, in hex or base64', () => {
    const digest = createHmac('sha256', SECRET).update('1760000123.').update(BODY).digest('base64');
    const wrong = 'a'.repeat(64);

    const good = check(`t=1760000123, v0=${wrong}, v0=${digest}`, ['wsec_new', SECRET], BODY);

    expect(good).toBe(true);
  });

  it.each([
    ['nothing', undefined],
    ['no time', HEADER.replace(/^t=\d+,/, '')],
    ['a time that is no number', HEADER.replace('1760000123', '1760000123x')],
    ['two times', `t=1760000123,${HEADER}`],
    ['a digest that is too short', HEADER.slice(0, -2)],
    ['another version', HEADER.replace('v0', 'v1')],
  ])('is none where the header says %s', (_, header) => {
    const claim = parseSignature(header, 'v0');

    expect(claim).toBeNull();
  });

  it('is of its time in both directions', () => {
    const claim = parseSignature(HEADER, 'v0')!;
    const at = (offset: number) => isTimely(claim, new Date((1_760_000_123 + offset) * 1000), 300);

    const answers = [at(-301), at(-300), at(0), at(300), at(301)];

    expect(answers).toEqual([false, true, true, true, false]);
  });
});
