import { resolve } from 'node:path';
import { parseStorageUrl } from './storage-url.js';

describe('parseStorageUrl', () => {
  it.each([
    ['file:recordings', resolve('recordings')],
    ['file:./some/where', resolve('some/where')],
    ['file:/var/lib/voxsync', '/var/lib/voxsync'],
    ['file:///var/lib/vox%20sync', '/var/lib/vox sync'],
  ])('reads %s as a directory', (url, directory) => {
    expect(parseStorageUrl(url)).toEqual({ kind: 'file', directory });
  });

  it('reads a bucket with everything that can be said of it', () => {
    const location = parseStorageUrl(
      's3://audio/team/one/?region=eu-central-1&endpoint=http://127.0.0.1:9000&forcePathStyle=true',
    );

    expect(location).toEqual({
      kind: 's3',
      bucket: 'audio',
      prefix: 'team/one/',
      region: 'eu-central-1',
      endpoint: 'http://127.0.0.1:9000',
      forcePathStyle: true,
    });
  });

  it('leaves the rest of a bucket to the AWS SDK', () => {
    expect(parseStorageUrl('s3://audio')).toMatchObject({ prefix: '', region: undefined, forcePathStyle: false });
  });

  it.each([
    ['file:', 'has to name a directory'],
    ['s3://', 'has to name a bucket'],
    ['s3://key:secret@audio', 'may hold no credentials: the AWS SDK finds them'],
    ['s3://audio?regoin=eu', 'knows only the parameters region, endpoint, forcePathStyle'],
    ['s3://audio?endpoint=minio:9000', 'has an endpoint without http(s)://'],
  ])('refuses %s', (url, message) => {
    expect(() => parseStorageUrl(url)).toThrow(message);
  });
});
