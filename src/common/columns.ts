import { p } from '@mikro-orm/core';
import { newId } from './id.js';

/** A length that a ULID has. */
const ID_LENGTH = 26;

/** Compared byte by byte, one byte a character: short indexes, and no two ids that a collation holds equal. */
const ASCII = 'ascii_bin';

/** The columns that most tables share, so that they look the same everywhere. */
export const idColumn = () =>
  keyColumn()
    .primary()
    .onCreate(() => newId());
/** The id of a row elsewhere, where no relation is wanted. */
export const keyColumn = () => p.string().length(ID_LENGTH).collation(ASCII);
/** One of a fixed set of words. Plain text and no database enum: a new word needs no migration. */
export const codeColumn = <Code extends string>(length = 24) =>
  p.string().length(length).collation(ASCII).$type<Code>();
/** ASCII text that is compared exactly: a hash, a token, an upstream's id. */
export const asciiColumn = (length: number) => p.string().length(length).collation(ASCII);
export const createdAtColumn = () => p.datetime(3).onCreate(() => new Date());
export const updatedAtColumn = () =>
  p
    .datetime(3)
    .onCreate(() => new Date())
    .onUpdate(() => new Date());
