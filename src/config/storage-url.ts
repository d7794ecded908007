import { resolve } from 'node:path';

/** Where recordings are kept, as STORAGE_URL names it. */
export type StorageLocation =
  | { kind: 'file'; directory: string }
  | {
      kind: 's3';
      bucket: string;
      /** What all keys begin with: empty, or ending in a slash. */
      prefix: string;
      region: string | undefined;
      endpoint: string | undefined;
      forcePathStyle: boolean;
    };

const S3_PARAMETERS = new Set(['region', 'endpoint', 'forcePathStyle']);

/**
 * Reads `file:recordings` (from the working directory), `file:/absolute`, or
 * `s3://bucket/prefix?region=…&endpoint=…&forcePathStyle=true`. Credentials are not part of it.
 * @throws Error that says what is wrong, without the URL
 */
export function parseStorageUrl(url: string): StorageLocation {
  if (url.startsWith('file:')) {
    const path = decodeURIComponent(url.replace(/^file:(\/\/(?=\/))?/, ''));
    if (path === '') throw new Error('has to name a directory');
    return { kind: 'file', directory: resolve(path) };
  }
  if (!URL.canParse(url)) throw new Error('is no URL');
  const { hostname, pathname, searchParams, username, password } = new URL(url);
  if (hostname === '') throw new Error('has to name a bucket');
  if (username !== '' || password !== '') throw new Error('may hold no credentials: the AWS SDK finds them');
  const unknown = [...searchParams.keys()].filter((name) => !S3_PARAMETERS.has(name));
  if (unknown.length > 0) throw new Error(`knows only the parameters ${[...S3_PARAMETERS].join(', ')}`);
  const endpoint = searchParams.get('endpoint') ?? undefined;
  if (endpoint !== undefined && !/^https?:\/\//.test(endpoint)) throw new Error('has an endpoint without http(s)://');
  const prefix = decodeURIComponent(pathname).replace(/^\/+|\/+$/g, '');
  return {
    kind: 's3',
    bucket: hostname,
    prefix: prefix === '' ? '' : `${prefix}/`,
    region: searchParams.get('region') ?? undefined,
    endpoint,
    forcePathStyle: searchParams.get('forcePathStyle') === 'true',
  };
}
