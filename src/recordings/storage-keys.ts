import type { CallScope } from '../calls/index.js';
import { newId } from '../common/id.js';

const CALL_IN_KEY = /\/([0-9A-Z]{26})-[0-9A-Z]{26}\.\w+$/;

/**
 * A place in the storage for a recording of a call, without its extension. A new one each time: while a recording is
 * replaced, and after a crash in the middle of it, the row and the file that it names still belong together.
 */
export function newStorageStem({ workspaceId, applicationId }: CallScope, callId: string): string {
  return `${workspaceId}/${applicationId}/${callId}-${newId()}`;
}

/** The call in a key; undefined if it is none of ours, as somebody has put a file of their own into the storage. */
export function callInKey(key: string): string | undefined {
  return CALL_IN_KEY.exec(key)?.[1];
}
