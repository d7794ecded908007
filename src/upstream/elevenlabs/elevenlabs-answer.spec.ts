import { fixtureText } from '../testing/fixture.js';
import { type UpstreamAnswer } from '../upstream-request.js';
import { audioRefusal, refusal } from './elevenlabs-answer.js';

const answered = (status: number, body: string, more: Partial<UpstreamAnswer> = {}): UpstreamAnswer => ({
  status,
  text: body,
  contentType: undefined,
  retryAfterMs: undefined,
  ...more,
});
const example = (name: string) => fixtureText(`elevenlabs/fixtures/error-${name}.json`);
const detail = (value: unknown) => JSON.stringify({ detail: value });

describe('a refusal by ElevenLabs', () => {
  it.each([
    [401, 'wrong-key', 'unauthorized'],
    [400, 'wrong-key', 'unauthorized'], // a wrong key can be a 400 (trap 4)
    [401, 'missing-permission', 'forbidden'], // … and a 401 can be a good key (trap 4)
    [404, 'conversation-unknown', 'not_found'],
    [404, 'audio-missing', 'no_audio'],
    [404, 'agent-unknown', 'not_found'],
    [404, 'no-route', 'bad_request'],
    [422, 'validation', 'bad_request'],
    [429, 'too-many-old', 'rate_limited'],
    [429, 'too-many-new', 'rate_limited'],
  ])('with status %i and the body %s is %s (reference 8.5)', (status, name, fault) => {
    expect(refusal(answered(status, example(name)))).toMatchObject({
      fault,
      httpStatus: status,
      retryable: fault === 'rate_limited',
    });
  });

  it.each([
    [401, { status: 'quota_exceeded', message: 'No credits' }, 'out_of_funds'],
    [402, { type: 'payment_required', code: 'insufficient_credits' }, 'out_of_funds'],
    [401, { status: 'needs_authorization', code: 'unauthorized' }, 'unauthorized'],
    [400, { type: 'authentication_error', code: 'invalid_api_key' }, 'unauthorized'],
    [401, { type: 'authentication_error', status: 'missing_permissions' }, 'forbidden'],
    [403, { type: 'authorization_error', code: 'insufficient_permissions' }, 'forbidden'],
    [403, { type: 'authorization_error', code: 'brand_new' }, 'forbidden'],
    [404, { type: 'not_found', code: 'brand_new' }, 'not_found'],
    [400, { type: 'validation_error', code: 'invalid_cursor' }, 'invalid_cursor'],
    [422, { code: 'invalid_cursor' }, 'invalid_cursor'],
    [409, { type: 'conflict', code: 'already_processing' }, 'conflict'],
    [500, { type: 'internal_error' }, 'unavailable'],
    [503, { code: 'maintenance' }, 'unavailable'],
    [429, { status: 'system_busy' }, 'rate_limited'],
    [418, { status: 'teapot' }, 'bad_request'],
  ])('with status %i and %j is %s', (status, value, fault) => {
    expect(refusal(answered(status, detail(value)))).toMatchObject({ fault });
  });

  it.each([
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [404, 'bad_request'], // a gateway's 404 must not look like a conversation that is gone
    [429, 'rate_limited'],
    [502, 'unavailable'],
  ])('with status %i and a web page is %s', (status, fault) => {
    expect(refusal(answered(status, '<html>nginx</html>', { retryAfterMs: 5 }))).toMatchObject({
      fault,
      retryAfterMs: 5,
    });
  });

  it('quotes what is missing', () => {
    const error = refusal(answered(401, example('missing-permission')));

    expect(error).toMatchObject({ upstreamCode: 'missing_permissions', code: 'UPSTREAM_REJECTED' });
    expect(error.message).toMatch(/lacks a permission \(missing_permissions: .*convai_read.*\): give it/);
  });

  it('names the place of each bad parameter, and repeats no input', () => {
    const error = refusal(
      answered(422, detail([{ loc: ['query', 0, 'page_size'], msg: 'Too large', input: 'secret' }, null])),
    );

    expect(error.message).toContain('query.0.page_size: Too large');
    expect(error.message).not.toContain('secret');
  });

  it('survives a detail of any other kind', () => {
    for (const value of [null, 5, true, {}, [], [[]]])
      expect(refusal(answered(400, detail(value)))).toMatchObject({ fault: 'bad_request' });
  });
});

describe('a refusal of audio', () => {
  it.each([
    ['the known words', example('audio-missing'), 'no_audio'],
    ['words that were never written down', detail({ type: 'not_found', code: 'audio_gone' }), 'no_audio'],
    ['an unknown conversation', example('conversation-unknown'), 'not_found'],
    ['a wrong path', example('no-route'), 'bad_request'],
    ['a web page', '<html>', 'bad_request'],
  ])('with 404 and %s is told apart (trap 3)', (_, body, fault) => {
    expect(audioRefusal(answered(404, body))).toMatchObject({ fault });
  });

  it('blames the key where the key is to blame', () => {
    expect(audioRefusal(answered(401, example('wrong-key')))).toMatchObject({ fault: 'unauthorized' });
  });
});
