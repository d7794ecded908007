import { Migration20261125000000 } from './migration-20261125000000.js';
import { Migration20261125010000 } from './migration-20261125010000.js';
import { Migration20261125020000 } from './migration-20261125020000.js';
import { Migration20261125020100 } from './migration-20261125020100.js';
import { Migration20261125040000 } from './migration-20261125040000.js';
import { Migration20261125050000 } from './migration-20261125050000.js';
import { Migration20261125050100 } from './migration-20261125050100.js';
import { Migration20261125050200 } from './migration-20261125050200.js';
import { Migration20261125060000 } from './migration-20261125060000.js';
import { Migration20261126010000 } from './migration-20261126010000.js';
import { Migration20261126020000 } from './migration-20261126020000.js';
import { Migration20261127010000 } from './migration-20261127010000.js';
import { Migration20261128010000 } from './migration-20261128010000.js';
import { Migration20261129010000 } from './migration-20261129010000.js';
import { Migration20261129020000 } from './migration-20261129020000.js';
import { Migration20261129030000 } from './migration-20261129030000.js';

/** In the order in which they were made; merged ones stay as they are. */
export const sqliteMigrations = [
  Migration20261125000000,
  Migration20261125010000,
  Migration20261125020000,
  Migration20261125020100,
  Migration20261125040000,
  Migration20261125050000,
  Migration20261125050100,
  Migration20261125050200,
  Migration20261125060000,
  Migration20261126010000,
  Migration20261126020000,
  Migration20261127010000,
  Migration20261128010000,
  Migration20261129010000,
  Migration20261129020000,
  Migration20261129030000,
];
