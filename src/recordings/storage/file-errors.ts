import { StorageError } from './storage-errors.js';

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const UNAVAILABLE = new Set(['EACCES', 'EPERM', 'EROFS', 'EIO', 'ENOTDIR', 'EMFILE', 'ENFILE', 'ELOOP', 'ESTALE']);

/** What the file system says as an error of the storage; anything else, as a fault of the source, stays as it is. */
export function orStorageError(error: unknown): unknown {
  const code = codeOf(error);
  if (code !== undefined && FULL.has(code)) return new StorageError('STORAGE_FULL', error);
  return code !== undefined && UNAVAILABLE.has(code) ? new StorageError('STORAGE_UNAVAILABLE', error) : error;
}

/** What the file system answers, or null where there is no such file. */
export async function unlessMissing<Answer>(asked: Promise<Answer>): Promise<Answer | null> {
  try {
    return await asked;
  } catch (error) {
    if (isMissing(error)) return null;
    throw orStorageError(error);
  }
}

/** There is no such file or directory. */
export function isMissing(error: unknown): boolean {
  return codeOf(error) === 'ENOENT';
}

/** Only calls of the system have a `syscall` beside their code. */
function codeOf(error: unknown): string | undefined {
  const { code, syscall } = error as NodeJS.ErrnoException;
  return syscall === undefined ? undefined : code;
}
