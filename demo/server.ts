import { join } from 'node:path';
import { createApp } from '../src/bootstrap.js';
import { parseEnv } from '../src/config/index.js';
import type { DemoDirectory } from './demo-directory.js';
import type { Upstreams } from './upstreams.js';

const HOST = '127.0.0.1';

export interface RunningServer {
  /** Without a path; for people. */
  publicUrl: string;
  /** The same, whatever `localhost` means here. */
  apiUrl: string;
  stop(): Promise<void>;
}

/**
 * The real server in this process, on the embedded default. Only the settings given here count, none of the environment:
 * the demo is not to touch a database that somebody needs.
 */
export async function startServer(
  port: number,
  directory: DemoDirectory,
  upstreams: Pick<Upstreams, 'voximplantApiUrl' | 'elevenLabsApiUrl'>,
): Promise<RunningServer> {
  const env = parseEnv({
    PORT: String(port),
    HOST,
    DATABASE_URL: `sqlite:${join(directory.path, 'voxsync.db')}`,
    STORAGE_URL: `file:${join(directory.path, 'recordings')}`,
    VOXIMPLANT_API_URL: upstreams.voximplantApiUrl,
    ELEVENLABS_API_URL: upstreams.elevenLabsApiUrl,
    SCHEDULES: 'off', // a sync that begins by itself would be answered instead of the one that is shown
    RATE_LIMIT_OPERATIONS_PER_MINUTE: '100000', // every page of up to 100,000 calls is read again to check them
  });
  const app = await createApp(env, { writeLog: directory.writeLog });
  try {
    await app.listen(port, HOST);
  } catch (error) {
    await app.close();
    throw error;
  }
  return { publicUrl: env.PUBLIC_URL, apiUrl: `http://${HOST}:${port}`, stop: () => app.close() };
}
