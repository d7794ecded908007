import { mediaOrigins } from './media-origins.js';

describe('mediaOrigins', () => {
  const settings = { PUBLIC_URL: 'https://calls.example.com/voxsync', STORAGE_URL: 'file:recordings' } as const;

  it('is where links to recordings lead', () => {
    expect(mediaOrigins({ ...settings, RECORDING_DELIVERY: 'stream' })).toEqual(['https://calls.example.com']);
  });

  it.each([
    ['s3://audio?region=eu-central-1', 'https://audio.s3.eu-central-1.amazonaws.com'],
    ['s3://audio', 'https://*.amazonaws.com'],
    ['s3://audio?endpoint=https://objects.example.net', 'https://audio.objects.example.net'],
    ['s3://audio?endpoint=http://127.0.0.1:9000&forcePathStyle=true', 'http://127.0.0.1:9000'],
  ])('of %s is the bucket too, where links lead on to it', (STORAGE_URL, bucket) => {
    const origins = mediaOrigins({ ...settings, STORAGE_URL, RECORDING_DELIVERY: 'redirect' });

    expect(origins).toEqual(['https://calls.example.com', bucket]);
  });
});
