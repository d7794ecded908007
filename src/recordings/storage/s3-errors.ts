import { S3ServiceException } from '@aws-sdk/client-s3';
import { StorageError } from './storage-errors.js';

const MISSING = new Set(['NoSuchKey', 'NotFound']);
/** What servers that speak S3's protocol say when their disks are full. */
const FULL = new Set(['XMinioStorageFull', 'QuotaExceeded', 'InsufficientStorage']);

/** What S3, the SDK or the way there says as an error of the storage. */
export function orStorageError(error: unknown): StorageError {
  const isFull = error instanceof Error && FULL.has(error.name);
  return new StorageError(isFull ? 'STORAGE_FULL' : 'STORAGE_UNAVAILABLE', error);
}

/** Whether a file is missing; a missing bucket is a fault of the storage. */
export function isMissing(error: unknown): boolean {
  return error instanceof S3ServiceException && MISSING.has(error.name);
}
