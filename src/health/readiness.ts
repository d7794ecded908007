import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { sql } from 'kysely';
import { within } from '../common/within.js';
import { Db } from '../database/index.js';
import { RecordingStorage } from '../recordings/index.js';
import { REDIS } from '../redis/index.js';
import { UpstreamHttp } from '../upstream/index.js';

const PATIENCE_MS = 2_000;
/** The storage is written to for a check: not more often than this, however often somebody asks. */
const STORAGE_CHECK_EVERY_MS = 15_000;

export type CheckResult = 'ok' | 'failing';

export interface Readiness {
  status: 'ready' | 'not ready';
  checks: { database: CheckResult; storage: CheckResult; redis: CheckResult | 'not used' };
  /** Credentials, by a name that reveals nothing, whose upstream is left alone for now as it keeps failing. */
  openCircuits: string[];
}

/**
 * Whether this process can do its work. Without Redis it can, as Redis is a help and no condition: that is told and does
 * not count. The log has what exactly fails; the answer is public.
 */
@Injectable()
export class ReadinessCheck {
  private readonly logger = new Logger(ReadinessCheck.name);
  private storage: { checkedAt: number; result: Promise<CheckResult> } | undefined;

  constructor(
    private readonly db: Db,
    private readonly recordings: RecordingStorage,
    private readonly upstream: UpstreamHttp,
    @Inject(REDIS) private readonly redisConnection: Redis | null,
  ) {}

  async check(): Promise<Readiness> {
    const [database, storage, redis] = await Promise.all([
      this.attempt('database', () => sql`select 1`.execute(this.db.kysely())),
      this.checkStorage(),
      this.checkRedis(),
    ]);
    const status = database === 'ok' && storage === 'ok' ? 'ready' : 'not ready';
    return { status, checks: { database, storage, redis }, openCircuits: this.upstream.circuits.open() };
  }

  private checkStorage(): Promise<CheckResult> {
    if (this.storage === undefined || performance.now() - this.storage.checkedAt > STORAGE_CHECK_EVERY_MS) {
      const result = this.attempt('storage', () => this.recordings.check());
      this.storage = { checkedAt: performance.now(), result };
    }
    return this.storage.result;
  }

  private async checkRedis(): Promise<CheckResult | 'not used'> {
    const redis = this.redisConnection;
    return redis === null ? 'not used' : this.attempt('redis', () => redis.ping());
  }

  private async attempt(what: string, work: () => Promise<unknown>): Promise<CheckResult> {
    try {
      await within(PATIENCE_MS, work());
      return 'ok';
    } catch (error) {
      this.logger.warn({ message: 'A check of readiness fails', check: what, err: error });
      return 'failing';
    }
  }
}
