import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import S3rver from 's3rver';

/** What the server takes; the AWS SDK finds them in the environment. */
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' };
const BUCKET = 'audio';

/** A server in this process that speaks S3's protocol, with one bucket. */
export class S3Server {
  /** Method and path of each request, with its query. */
  readonly requests: string[] = [];
  /** A canned answer to a listing of unfinished uploads, which s3rver does not know. */
  unfinishedUploads: string | undefined;
  /** After so many uploads every connection is cut, as if the server had gone. */
  failAfterUploads = Infinity;

  private constructor(
    private readonly directory: string,
    private readonly server: Server,
  ) {}

  static async start(): Promise<S3Server> {
    Object.assign(process.env, CREDENTIALS);
    const directory = await mkdtemp(join(tmpdir(), 'voxsync-s3-'));
    const s3rver = new S3rver({ directory, silent: true, configureBuckets: [{ name: BUCKET, configs: [] }] });
    await s3rver.configureBuckets();
    const handle = s3rver.callback();
    const server = createServer((request, response) => {
      started.requests.push(`${request.method} ${request.url}`);
      if (started.failAfterUploads <= 0) return void request.socket.destroy();
      if (request.method === 'PUT') started.failAfterUploads -= 1;
      const listsUploads = request.method === 'GET' && /[?&]uploads(=|&|$)/.test(request.url ?? '');
      const abortsUpload = request.method === 'DELETE' && /[?&]uploadId=/.test(request.url ?? '');
      if (listsUploads && started.unfinishedUploads !== undefined) response.end(started.unfinishedUploads);
      else if (abortsUpload)
        response.writeHead(204).end(); // s3rver knows nothing of it
      else handle(request, response);
    });
    const started = new S3Server(directory, server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return started;
  }

  /** As STORAGE_URL takes it. */
  storageUrl({ bucket = BUCKET, prefix = 'team/one' } = {}): string {
    const { port } = this.server.address() as AddressInfo;
    const endpoint = encodeURIComponent(`http://127.0.0.1:${port}`);
    return `s3://${bucket}/${prefix}?region=us-east-1&endpoint=${endpoint}&forcePathStyle=true`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
    await rm(this.directory, { recursive: true, force: true });
  }
}
