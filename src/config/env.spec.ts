import { ConfigurationError, parseEnv } from './env.js';

describe('parseEnv', () => {
  it('keeps recordings in a directory, and streams them, where nothing is said', () => {
    expect(parseEnv({})).toMatchObject({ STORAGE_URL: 'file:recordings', RECORDING_DELIVERY: 'stream' });
  });

  it('takes a bucket, and links to it', () => {
    const variables = { STORAGE_URL: 's3://audio?region=eu-central-1', RECORDING_DELIVERY: 'redirect' };

    expect(parseEnv(variables)).toMatchObject(variables);
  });

  it.each([
    [{ STORAGE_URL: 'ftp://audio' }, 'STORAGE_URL: has to begin with file: or s3://'],
    [{ STORAGE_URL: 's3://key:secret@audio' }, 'STORAGE_URL: may hold no credentials'],
    [{ RECORDING_DELIVERY: 'redirect' }, 'RECORDING_DELIVERY: redirect needs an s3:// STORAGE_URL'],
  ])('refuses %j by the name of the variable', (variables, message) => {
    expect(() => parseEnv(variables)).toThrow(message);
  });

  it('needs no setting at all', () => {
    expect(parseEnv({})).toMatchObject({
      PORT: 3000,
      HOST: '127.0.0.1',
      PUBLIC_URL: 'http://localhost:3000',
      DATABASE_URL: 'sqlite:data/voxsync.db',
      SIGNUP: 'first',
      VOXIMPLANT_API_URL: 'https://api.voximplant.com/platform_api',
      ELEVENLABS_API_URL: 'https://api.elevenlabs.io',
      CORS_ORIGINS: [],
      TRUSTED_PROXIES: [],
      SYNC_CONCURRENCY: 2,
      UPSTREAM_CONCURRENCY: 8,
      UPSTREAM_TIMEOUT_MS: 20_000,
    });
  });

  it('takes an empty text for nothing, and what it does not know for none of its business', () => {
    expect(parseEnv({ PORT: '', ENCRYPTION_KEY: '', HOME: '/root' })).toEqual(parseEnv({}));
  });

  it('reads what is given', () => {
    const env = parseEnv({
      PORT: '8080',
      PUBLIC_URL: 'https://voxsync.example/',
      CORS_ORIGINS: ' https://a.example , https://b.example,',
      TRUSTED_PROXIES: 'loopback, 10.0.0.0/8, 2001:db8::1',
      VOXIMPLANT_API_URL: 'http://127.0.0.1:4010/platform_api/',
    });

    expect(env).toMatchObject({
      PORT: 8080,
      PUBLIC_URL: 'https://voxsync.example',
      CORS_ORIGINS: ['https://a.example', 'https://b.example'],
      VOXIMPLANT_API_URL: 'http://127.0.0.1:4010/platform_api',
    });
  });

  it.each([
    [{ PORT: 'eighty' }, 'PORT'],
    [{ PORT: '70000' }, 'PORT'],
    [{ PUBLIC_URL: 'ftp://voxsync.example' }, 'PUBLIC_URL'],
    [{ DATABASE_URL: 'postgres://host/db' }, 'DATABASE_URL: has to begin with sqlite: or mysql:// or mariadb://'],
    [{ DATABASE_URL: 'mysql://root@host/db' }, 'ENCRYPTION_KEY: is required with MySQL or MariaDB'],
    [{ AUTH_SECRET: 'short' }, 'AUTH_SECRET: has to be at least 32 characters'],
    [{ SIGNUP: 'everybody' }, 'SIGNUP'],
    [{ CORS_ORIGINS: 'not an origin' }, 'CORS_ORIGINS'],
    [{ TRUSTED_PROXIES: 'proxy.example' }, 'TRUSTED_PROXIES'],
    [{ TRUSTED_PROXIES: '10.0.0.0/8, 1' }, 'TRUSTED_PROXIES'],
    [{ TRUSTED_PROXIES: 'true' }, 'TRUSTED_PROXIES'],
    [{ TRUSTED_PROXIES: '0.0.0.0/0' }, 'TRUSTED_PROXIES'],
    [{ SYNC_CONCURRENCY: '0' }, 'SYNC_CONCURRENCY'],
    [{ UPSTREAM_TIMEOUT_MS: '1.5' }, 'UPSTREAM_TIMEOUT_MS'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL'],
  ])('names the variable of %j', (variables, message) => {
    expect(() => parseEnv(variables)).toThrow(ConfigurationError);
    expect(() => parseEnv(variables)).toThrow(message);
  });

  it('names all bad variables at once, and shows none of their values', () => {
    const secret = 'a-secret-of-a-few';

    const parse = () => parseEnv({ PORT: 'eighty', AUTH_SECRET: secret });

    expect(parse).toThrow(/PORT[^]*AUTH_SECRET/);
    expect(parse).not.toThrow(secret);
  });
});
