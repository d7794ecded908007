const KEY = /^[\w-]+(\/[\w-]+)*(\.[a-z0-9]+)?$/i;

/**
 * Holds a key to the form in which this server makes them: words, slashes between them, one extension. So no key climbs
 * out of the storage, and none is hidden.
 * @throws Error else, as it is a fault of ours
 */
export function assertStorageKey(key: string): void {
  if (!KEY.test(key)) throw new Error('This is no key of a recording storage');
}
