import { redact, redactText } from './redact.js';

const KEY = 'vox_Ab1-_Cd2Ef3Gh4Ij5Kl6Mn7Op8Qr9St0Uv1Wx2Yz3Aa4Bb5';
const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJwbGFudGVkIn0.c2lnbmF0dXJl';

describe('redactText', () => {
  it.each([
    ['an API key', `used ${KEY} twice`, KEY],
    ['an access token', `token ${JWT}.`, JWT],
    ['an Authorization header', 'authorization: Bearer planted-secret', 'planted-secret'],
    ['a header with a key', 'xi-api-key: planted-secret', 'planted-secret'],
    ['an ElevenLabs key', 'xi-api-key sk_planted0123456789', 'planted0123456789'],
    ['a signed link', 'GET /recordings/call_1.mp3?expires=1&signature=planted-0123', 'planted-0123'],
    ['an S3 link', 'https://s3/x?X-Amz-Signature=planted&X-Amz-Credential=planted', 'planted'],
    ['a Voximplant URL', 'https://api/GetCallHistory?account_id=1&api_key=planted-key', 'planted-key'],
    ['a database URL', 'mysql://voxsync:planted@db.internal:3306/voxsync', 'planted'],
    ['a JSON body', 'body {"email":"a@b.co","password":"planted \\"secret\\""}', 'planted'],
    ['JSON inside of JSON', String.raw`{"body":"{\"api_key\":\"planted\"}"}`, 'planted'],
    ['a private key', '-----BEGIN PRIVATE KEY-----\nplanted\n-----END PRIVATE KEY-----', 'planted'],
    ['a password hash', "insert into users values ('$argon2id$v=19$m=19456,t=2,p=1$planted$planted')", 'planted'],
    ['a stored secret', 'where credentials = v1.0a1b2c3d.plantedplantedplantedplanted', 'planted'],
    ['a phone number', 'call from +1 (202) 555-0143 failed', '555'],
    ['a number without a plus', 'call from 12025550143 failed', '1202555'],
  ])('hides %s', (_, text, secret) => {
    const safe = redactText(text);

    expect(text).toContain(secret);
    expect(safe).not.toContain(secret);
  });

  it('keeps the last four digits of a phone number', () => {
    expect(redactText('+12025550143')).toBe('+•••••••0143');
  });

  it.each([
    'Run run_01KB2M3N4P5Q6R7S8T9V0W1X2Y finished at 2026-03-01T12:00:00.000Z in 1234567 ms',
    'mysql://localhost:3306/voxsync',
    'session 4294967301 has 3 legs',
    'the token is in this answer',
  ])('leaves "%s" as it is', (text) => {
    expect(redactText(text)).toBe(text);
  });
});

describe('redact', () => {
  it('hides what stands in a field with the name of a secret', () => {
    const value = {
      password: 'planted',
      nested: [{ apiKey: 'planted', elevenLabsApiKey: 'planted', webhookSecret: 'planted', accessToken: 'planted' }],
      headers: { Authorization: 'planted', cookie: 'planted', 'xi-api-key': 'planted' },
    };

    const safe = JSON.stringify(redact(value));

    expect(safe).not.toContain('planted');
    expect(safe).toContain('webhookSecret');
  });

  it('keeps what only belongs to one', () => {
    const facts = { apiKeyId: 'key_1', runId: 'run_1', needsToken: true, token: null };

    expect(redact(facts)).toEqual(facts);
  });

  it('masks fields of phone numbers however they are written', () => {
    expect(redact({ fromNumber: '202-555', to: '1001', from: '2026-03-01T12:00:00Z' })).toEqual({
      fromNumber: '••2-555',
      to: '1001',
      from: '2026-03-01T12:00:00Z',
    });
  });

  it('shows an error with its chain of causes, without secrets', () => {
    const cause = Object.assign(new Error(`refused ${KEY}`), { code: 'E_REFUSED' });
    const error = new Error('The request failed', { cause });

    const safe = redact(error);

    expect(safe).toMatchObject({
      name: 'Error',
      message: 'The request failed',
      stack: expect.stringContaining('redact.spec') as string,
      cause: { message: 'refused vox_[redacted]', code: 'E_REFUSED' },
    });
    expect(JSON.stringify(safe)).not.toContain(KEY);
  });

  it('survives what JSON does not', () => {
    const circular: Record<string, unknown> = {
      big: 2n ** 53n,
      at: new Date(NaN),
      bytes: Buffer.from('planted'),
      map: new Map([['a', 1]]),
    };
    circular.self = circular;

    expect(redact(circular)).toEqual({
      big: '9007199254740992',
      at: 'Invalid Date',
      bytes: '[7 bytes]',
      map: { a: 1 },
      self: '[circular]',
    });
  });
});
