import { parseEnv } from './env.js';

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
});
