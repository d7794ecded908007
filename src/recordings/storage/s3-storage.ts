import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  type MultipartUpload,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { StorageLocation } from '../../config/index.js';
import { type IntakeOptions, IncomingAudio } from './incoming-audio.js';
import {
  type ByteRange,
  type FileStat,
  type PresignOptions,
  RecordingStorage,
  type StoredFile,
} from './recording-storage.js';
import { isMissing, orStorageError } from './s3-errors.js';
import { assertStorageKey } from './storage-key.js';

const PART_BYTES = 8 * 1024 * 1024;
/** Memory is this many parts for each upload. */
const PARTS_AT_ONCE = 2;

export type S3Location = Extract<StorageLocation, { kind: 's3' }>;

/** Recordings as objects in a bucket of S3, or of a server that speaks its protocol. */
export class S3Storage extends RecordingStorage {
  private readonly client: S3Client;

  constructor(private readonly location: S3Location) {
    super();
    const { region, endpoint, forcePathStyle } = location;
    // Servers that merely speak the protocol often stumble over the checksums that AWS has added to it.
    const checksums = endpoint === undefined ? 'WHEN_SUPPORTED' : 'WHEN_REQUIRED';
    this.client = new S3Client({
      region,
      endpoint,
      forcePathStyle,
      requestChecksumCalculation: checksums,
      responseChecksumValidation: checksums,
    });
  }

  override async write(stem: string, source: Readable, options: IntakeOptions): Promise<StoredFile> {
    assertStorageKey(stem);
    const audio = await IncomingAudio.open(source, options);
    const key = `${stem}.${audio.kind.extension}`;
    const upload = new Upload({
      client: this.client,
      params: {
        ...this.at(key),
        Body: Readable.from(audio.bytes(), { objectMode: false }),
        ContentType: audio.kind.contentType,
      },
      partSize: PART_BYTES,
      queueSize: PARTS_AT_ONCE,
      leavePartsOnError: false,
    });
    try {
      await upload.done();
    } catch (error) {
      source.destroy();
      throw audio.reasonOf(error, orStorageError);
    }
    return { key, ...audio.facts() };
  }

  override async read(key: string, range?: ByteRange): Promise<Readable | null> {
    const Range = range && `bytes=${range.start}-${range.end}`;
    const object = await orNull(this.client.send(new GetObjectCommand({ ...this.at(key), Range })));
    return (object?.Body as Readable | undefined) ?? null;
  }

  override async stat(key: string): Promise<FileStat | null> {
    const head = await orNull(this.client.send(new HeadObjectCommand(this.at(key))));
    return head && { byteSize: head.ContentLength ?? 0, modifiedAt: head.LastModified ?? new Date(0) };
  }

  override async delete(key: string): Promise<void> {
    await orNull(this.client.send(new DeleteObjectCommand(this.at(key))));
  }

  override async *list(): AsyncGenerator<string, void, undefined> {
    const { bucket, prefix } = this.location;
    try {
      for await (const page of paginateListObjectsV2({ client: this.client }, { Bucket: bucket, Prefix: prefix })) {
        for (const { Key } of page.Contents ?? []) if (Key !== undefined) yield Key.slice(prefix.length);
      }
    } catch (error) {
      throw orStorageError(error);
    }
  }

  override async sweep(olderThan: Date): Promise<number> {
    let swept = 0;
    try {
      for await (const { Key, UploadId, Initiated } of this.unfinishedUploads()) {
        if (Initiated === undefined || Initiated >= olderThan) continue; // somebody may be at it
        const upload = { Bucket: this.location.bucket, Key, UploadId };
        await this.client.send(new AbortMultipartUploadCommand(upload));
        swept++;
      }
    } catch (error) {
      throw orStorageError(error);
    }
    return swept;
  }

  override async check(): Promise<void> {
    try {
      await this.client.send(new HeadBucketCommand({ Bucket: this.location.bucket }));
    } catch (error) {
      throw orStorageError(error);
    }
  }

  /** The bucket answers ranges by itself; type and name are part of the link, so that nobody can change them. */
  override presign(key: string, options: PresignOptions): Promise<string> {
    const { method, ttlSeconds, contentType, contentDisposition } = options;
    const expiry = { expiresIn: ttlSeconds };
    if (method === 'HEAD') return getSignedUrl(this.client, new HeadObjectCommand(this.at(key)), expiry);
    const answer = {
      ResponseContentType: contentType,
      ResponseContentDisposition: contentDisposition,
      ResponseCacheControl: 'private, no-store',
    };
    return getSignedUrl(this.client, new GetObjectCommand({ ...this.at(key), ...answer }), expiry);
  }

  private async *unfinishedUploads(): AsyncGenerator<MultipartUpload, void, undefined> {
    const { bucket, prefix } = this.location;
    let page: ListMultipartUploadsCommandOutput | undefined;
    do {
      const next = { KeyMarker: page?.NextKeyMarker, UploadIdMarker: page?.NextUploadIdMarker };
      page = await this.client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix, ...next }));
      yield* page.Uploads ?? [];
    } while (page.IsTruncated === true);
  }

  private at(key: string): { Bucket: string; Key: string } {
    assertStorageKey(key);
    return { Bucket: this.location.bucket, Key: `${this.location.prefix}${key}` };
  }
}

/** The answer, or null where the bucket has no such object. */
async function orNull<Answer>(request: Promise<Answer>): Promise<Answer | null> {
  try {
    return await request;
  } catch (error) {
    if (isMissing(error)) return null;
    throw orStorageError(error);
  }
}
