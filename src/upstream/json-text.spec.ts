import { cleanJsonText, parseJson } from './json-text.js';
import { UpstreamError } from './upstream.error.js';

const read = (text: string) => parseJson('elevenlabs', cleanJsonText(text));

describe('JSON of an upstream', () => {
  it('is read behind a byte-order mark', () => {
    expect(read('\uFEFF{"a":1}')).toEqual({ a: 1 });
  });

  it('loses every U+0000, as no database takes it as text', () => {
    expect(read(String.raw`{"a":"x\u0000\u0000y","b":"\u0000"}`)).toEqual({ a: 'xy', b: '' });
  });

  it('keeps the letters \\u0000 where the text only spells them', () => {
    expect(read(String.raw`{"a":"x\\u0000","b":"\\\u0000"}`)).toEqual({ a: String.raw`x\u0000`, b: '\\' });
  });

  it.each([
    ['<html><body>502 Bad Gateway</body></html>', /a web page instead of JSON/],
    ['', /an empty page instead of JSON/],
    ['{"result": [', /something unreadable instead of JSON/],
  ])('is missed in %j, and the error does not quote the body', (text, message) => {
    const error = failureOf(() => read(text));

    expect(error).toMatchObject({ fault: 'bad_payload', retryable: true, cause: undefined });
    expect(error.message).toMatch(message);
  });
});

function failureOf(work: () => unknown): UpstreamError {
  try {
    work();
  } catch (error) {
    if (error instanceof UpstreamError) return error;
  }
  throw new Error('It did not fail as it should');
}
