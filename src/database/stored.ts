/** An instant as the database stores it; see {@link Dialect}. */
export type StoredInstant = string | number;

/** A boolean as the databases hand it out. */
export type StoredBoolean = 0 | 1;
