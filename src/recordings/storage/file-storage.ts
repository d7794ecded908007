import { constants } from 'node:fs';
import {
  access,
  type FileHandle,
  mkdir,
  open,
  opendir,
  readdir,
  realpath,
  rename,
  rm,
  stat,
  unlink,
} from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { newId } from '../../common/id.js';
import { isMissing, orStorageError, unlessMissing } from './file-errors.js';
import { type IntakeOptions, IncomingAudio } from './incoming-audio.js';
import { type ByteRange, type FileStat, RecordingStorage, type StoredFile } from './recording-storage.js';
import { assertStorageKey } from './storage-key.js';

/** Files that are not whole yet. No key begins with a dot. */
const INCOMING = '.incoming';
const PARTIAL = '.part';
/** Recordings are read by this server alone. */
const DIRECTORY_MODE = 0o700;
const FILE_MODE = 0o600;
/** As much of each file may wait for the disk: pieces that come meanwhile are written together. */
const WRITE_AHEAD_BYTES = 512 * 1024;

/** Recordings as files in a directory of this machine. */
export class FileStorage extends RecordingStorage {
  /** @param directory absolute */
  constructor(private readonly directory: string) {
    super();
  }

  override async write(stem: string, source: Readable, options: IntakeOptions): Promise<StoredFile> {
    assertStorageKey(stem);
    const audio = await IncomingAudio.open(source, options);
    const key = `${stem}.${audio.kind.extension}`;
    try {
      await this.put(key, audio);
    } catch (error) {
      source.destroy();
      throw audio.reasonOf(error, orStorageError);
    }
    return { key, ...audio.facts() };
  }

  override async read(key: string, range?: ByteRange): Promise<Readable | null> {
    const handle = await this.open(key);
    // The stream closes the handle, whether it is read to its end or destroyed.
    return handle?.createReadStream(range) ?? null;
  }

  override async stat(key: string): Promise<FileStat | null> {
    const handle = await this.open(key);
    if (handle === null) return null;
    try {
      const { size, mtime } = await handle.stat();
      return { byteSize: size, modifiedAt: mtime };
    } finally {
      await handle.close();
    }
  }

  override async delete(key: string): Promise<void> {
    await unlessMissing(this.locate(key).then(unlink));
  }

  override async *list(): AsyncGenerator<string, void, undefined> {
    try {
      for await (const entry of await opendir(this.directory, { recursive: true })) {
        const key = relative(this.directory, join(entry.parentPath, entry.name)).split(sep).join('/');
        if (entry.isFile() && !key.startsWith(INCOMING)) yield key;
      }
    } catch (error) {
      if (!isMissing(error)) throw orStorageError(error); // before the first write there is no directory
    }
  }

  override async sweep(olderThan: Date): Promise<number> {
    const incoming = join(this.directory, INCOMING);
    let swept = 0;
    for (const name of (await unlessMissing(readdir(incoming))) ?? []) {
      const path = join(incoming, name);
      const file = await unlessMissing(stat(path));
      if (file === null || file.mtime >= olderThan) continue; // whole by now, or somebody may be writing it
      await unlessMissing(unlink(path));
      swept++;
    }
    return swept;
  }

  override async check(): Promise<void> {
    try {
      await mkdir(this.directory, { recursive: true, mode: DIRECTORY_MODE });
      await access(this.directory, constants.R_OK | constants.W_OK | constants.X_OK);
    } catch (error) {
      throw orStorageError(error);
    }
  }

  private async put(key: string, audio: IncomingAudio): Promise<void> {
    const incoming = join(this.directory, INCOMING);
    await mkdir(incoming, { recursive: true, mode: DIRECTORY_MODE });
    const partial = join(incoming, `${newId()}${PARTIAL}`);
    try {
      await writeWhole(partial, audio);
      const target = dirname(join(this.directory, key));
      const made = await mkdir(target, { recursive: true, mode: DIRECTORY_MODE });
      await rename(partial, await this.locate(key));
      await syncDirectories(target, made === undefined ? target : dirname(made));
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  }

  private open(key: string): Promise<FileHandle | null> {
    return unlessMissing(this.locate(key).then((path) => open(path, constants.O_RDONLY | constants.O_NOFOLLOW)));
  }

  /**
   * The path of a key. No directory on the way may be a link to elsewhere; of the file itself `open` makes sure.
   * @throws Error if it is, or with ENOENT if there is no such directory
   */
  private async locate(key: string): Promise<string> {
    assertStorageKey(key);
    const path = join(await realpath(this.directory), key);
    if ((await realpath(dirname(path))) !== dirname(path)) throw new Error('A link leads out of the recording storage');
    return path;
  }
}

/** Writes a new file and has the disk hold it. What comes next is read and hashed while the disk is at work. */
async function writeWhole(path: string, audio: IncomingAudio): Promise<void> {
  const handle = await open(path, 'wx', FILE_MODE);
  await pipeline(audio.bytes(), handle.createWriteStream({ flush: true, highWaterMark: WRITE_AHEAD_BYTES }));
}

/** Has the disk hold the names in a directory and in those above it up to another: a power cut could take them away. */
async function syncDirectories(from: string, upTo: string): Promise<void> {
  for (let path = from; path.length >= upTo.length; path = dirname(path)) {
    const handle = await open(path, 'r');
    await handle.sync().finally(() => handle.close());
  }
}
