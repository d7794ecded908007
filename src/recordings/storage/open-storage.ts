import { type Env, parseStorageUrl } from '../../config/index.js';
import { FileStorage } from './file-storage.js';
import type { RecordingStorage } from './recording-storage.js';

/** The storage that STORAGE_URL names. The AWS SDK is loaded only for a bucket: it would cost the others their start. */
export async function openStorage(env: Pick<Env, 'STORAGE_URL'>): Promise<RecordingStorage> {
  const location = parseStorageUrl(env.STORAGE_URL);
  if (location.kind === 'file') return new FileStorage(location.directory);
  const { S3Storage } = await import('./s3-storage.js');
  return new S3Storage(location);
}
