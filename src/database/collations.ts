import { type MetadataStorage, type Platform, ReferenceKind } from '@mikro-orm/core';
import { SqlitePlatform } from '@mikro-orm/sql';

/**
 * Makes the collations of common/columns fit the database: a foreign key gets that of the key it refers to, and
 * SQLite, which compares bytes anyway and knows no such names, gets none.
 */
export function fitCollations(storage: MetadataStorage, platform: Platform): void {
  const isSqlite = platform instanceof SqlitePlatform;
  for (const meta of storage) {
    for (const prop of meta.props) {
      if (isSqlite) delete prop.collation;
      else if (prop.kind === ReferenceKind.MANY_TO_ONE) {
        const [key] = prop.targetMeta?.getPrimaryProps() ?? [];
        if (key?.collation !== undefined) prop.collation = key.collation;
      }
    }
  }
}
