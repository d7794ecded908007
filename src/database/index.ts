// What the modules use. DatabaseModule and openDatabase know every entity: only roots, tools and tests import those, from their
// own files, or a module's entity and this file would need each other.
export type { DatabaseKind } from './connection-url.js';
export { Db, isDuplicateKey, isPassingFailure, LostRaceError } from './db.js';
export { Dialect } from './dialect.js';
export { type ForwardPage, newestFirst } from './newest-first.js';
export { withOwnEntityManager } from './own-entity-manager.js';
export { type Alongside, type AnyKysely, changeRows, transactionOf } from './transaction-of.js';
export type { StoredBoolean, StoredInstant } from './stored.js';
