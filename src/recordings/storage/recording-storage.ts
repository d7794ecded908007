import type { Readable } from 'node:stream';
import type { AudioFacts, IntakeOptions } from './incoming-audio.js';

/** A file that is whole in the storage. */
export interface StoredFile extends AudioFacts {
  key: string;
}

/** Bytes of a file, both ends included. */
export interface ByteRange {
  start: number;
  end: number;
}

export interface FileStat {
  byteSize: number;
  modifiedAt: Date;
}

export interface PresignOptions {
  method: 'GET' | 'HEAD';
  ttlSeconds: number;
  contentType: string;
  contentDisposition: string;
}

/**
 * Where the files of recordings are kept. Keys are made by this server out of ids, never out of what came from outside:
 * `<workspace>/<application>/<name>.<extension>`. Each method throws a StorageError where the storage itself fails.
 */
export abstract class RecordingStorage {
  /**
   * Streams a file to its place, where it becomes visible only when it is whole. Memory does not grow with the file.
   * @param stem the key without its extension, which is that of what the bytes are
   * @throws UnusableAudioError if it is empty, no audio or too large; else as the source fails. Nothing is left then
   */
  abstract write(stem: string, source: Readable, options: IntakeOptions): Promise<StoredFile>;

  /**
   * The file, or a part of it; null if there is none. The stream has to be read to its end or destroyed.
   */
  abstract read(key: string, range?: ByteRange): Promise<Readable | null>;

  /** Null if there is no such file. */
  abstract stat(key: string): Promise<FileStat | null>;

  /** What is not there is deleted already. */
  abstract delete(key: string): Promise<void>;

  /** The keys of all files, in no order. */
  abstract list(): AsyncIterable<string>;

  /** Does away with what crashes before `olderThan` left of files that never became whole. @returns how many there were */
  abstract sweep(olderThan: Date): Promise<number>;

  /** @throws StorageError if nothing could be written now */
  abstract check(): Promise<void>;

  /** A link with which a client gets the file from the storage itself; null where the storage has no such thing. */
  presign(_key: string, _options: PresignOptions): Promise<string | null> {
    return Promise.resolve(null);
  }
}
