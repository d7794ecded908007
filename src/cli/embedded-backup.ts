import { constants } from 'node:fs';
import { copyFile, mkdir, open, opendir, rename, rm } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import BetterSqlite from 'better-sqlite3';

/** How often to begin again where recordings went while they were copied. */
const ROUNDS = 10;
const DATABASE = 'voxsync.db';
const RECORDINGS = 'recordings';
const PARTIAL = '.part';

export interface EmbeddedPlaces {
  /** The file of the embedded database. */
  database: string;
  /** The folder of the recordings; null where they are in a bucket. */
  recordings: string | null;
}

export interface BackupOutcome {
  recordings: number;
  /** Named by the database, and lost by the storage before the backup began. */
  missing: string[];
}

/**
 * Copies the embedded database and the recordings while servers run. The database comes first, as it stands at one instant,
 * and then just the files that it names: what is stored later is in neither, to be fetched again. A file that has gone
 * meanwhile was removed or replaced, of which that copy of the database does not know: then both are copied again, but for the
 * files that are there. So every recording that the backup names is in it.
 */
export class EmbeddedBackup {
  constructor(
    private readonly from: EmbeddedPlaces,
    private readonly target: string,
  ) {}

  /** Makes the backup, in place of an earlier one in the same folder, which stays whole until then. */
  async run(): Promise<BackupOutcome> {
    await mkdir(this.target, { recursive: true, mode: 0o700 });
    let missing: string[] = [];
    for (let round = 1; ; round++) {
      const partial = join(this.target, `${DATABASE}${PARTIAL}`);
      await this.copyDatabase(partial);
      const keys = this.from.recordings === null ? [] : keysIn(partial);
      const lost = await this.copyFiles(keys);
      const isSettled = lost.every((key) => missing.includes(key)); // gone twice: the storage has lost it
      if (!isSettled && round < ROUNDS) {
        missing = lost;
        continue;
      }
      await rename(partial, join(this.target, DATABASE));
      await syncFile(this.target);
      await this.forgetOthers(new Set(keys));
      return { recordings: keys.length - lost.length, missing: lost };
    }
  }

  /** In one read transaction, which no writer has to wait for; unlike SQLite's page-wise copy it begins once, whoever writes. */
  private async copyDatabase(path: string): Promise<void> {
    await rm(path, { force: true });
    const source = new BetterSqlite(this.from.database, { fileMustExist: true, timeout: 10_000 });
    try {
      source.prepare('vacuum into ?').run(path);
    } finally {
      source.close();
    }
    await syncFile(path);
  }

  /** A file never changes once it has its name. @returns the keys of those that are not there */
  private async copyFiles(keys: readonly string[]): Promise<string[]> {
    const gone: string[] = [];
    for (const key of keys) {
      const place = join(this.target, RECORDINGS, key);
      if (await exists(place)) continue;
      await mkdir(dirname(place), { recursive: true, mode: 0o700 });
      try {
        await copyFile(join(this.from.recordings ?? '', key), `${place}${PARTIAL}`, constants.COPYFILE_FICLONE);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        gone.push(key);
        continue;
      }
      await syncFile(`${place}${PARTIAL}`);
      await rename(`${place}${PARTIAL}`, place);
    }
    return gone;
  }

  /** What an earlier backup had and this one does not name: it was removed, perhaps as somebody had a right to that. */
  private async forgetOthers(keys: ReadonlySet<string>): Promise<void> {
    const folder = join(this.target, RECORDINGS);
    if (!(await exists(folder))) return;
    for await (const entry of await opendir(folder, { recursive: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && !keys.has(relative(folder, path).split(sep).join('/'))) await rm(path);
    }
  }
}

/** The recordings that a database names, those of webhooks that are still to be processed included. */
function keysIn(database: string): string[] {
  const copy = new BetterSqlite(database, { readonly: true });
  try {
    const keys =
      'select storage_key from recordings union select storage_key from webhook_events where storage_key is not null';
    return copy.prepare<[], string>(keys).pluck().all();
  } finally {
    copy.close();
  }
}

async function exists(path: string): Promise<boolean> {
  const handle = await open(path).catch(() => undefined);
  await handle?.close();
  return handle !== undefined;
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
