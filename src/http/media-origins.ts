import { type Env, parseStorageUrl, type StorageLocation } from '../config/index.js';

type Settings = Pick<Env, 'PUBLIC_URL' | 'STORAGE_URL' | 'RECORDING_DELIVERY'>;

/** Where links to recordings lead: to the public address, and with redirects on to the bucket. */
export function mediaOrigins({ PUBLIC_URL, STORAGE_URL, RECORDING_DELIVERY }: Settings): string[] {
  const origins = [new URL(PUBLIC_URL).origin];
  if (RECORDING_DELIVERY === 'redirect') origins.push(bucketOrigin(parseStorageUrl(STORAGE_URL)));
  return origins;
}

function bucketOrigin(storage: StorageLocation): string {
  if (storage.kind !== 's3') throw new Error('Only a bucket has links of its own');
  const { bucket, region, endpoint, forcePathStyle } = storage;
  if (endpoint !== undefined) {
    const { protocol, host } = new URL(endpoint);
    return `${protocol}//${forcePathStyle ? '' : `${bucket}.`}${host}`;
  }
  // Without a region it is the AWS SDK that knows it; the policy's wildcards stand for whole labels in front only.
  return region === undefined ? 'https://*.amazonaws.com' : `https://${bucket}.s3.${region}.amazonaws.com`;
}
