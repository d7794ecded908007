import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { EntityManager } from '@mikro-orm/sql';
import PQueue from 'p-queue';
import { ENV, type Env } from '../config/index.js';
import { withOwnEntityManager } from '../database/index.js';
import { newTraceId, withLogFacts } from '../logging/log-context.js';
import { EventHandler } from './event-handler.js';
import { Inbox, type TakenEvent } from './inbox.js';

const LOOK_EVERY_MS = 1_000;
/** Entries that this process has in hand at once. */
const AT_ONCE = 8;
/** Within one lease: two may be lost before somebody else takes the entry over. */
const BEATS_PER_LEASE = 3;

/**
 * Takes entries out of the inbox: as soon as one has come in, and each second those whose time has come, which other
 * processes have received or left behind. The row says what is to be done, so that a process may die at any moment.
 */
@Injectable()
export class InboxWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(InboxWorker.name);
  private readonly queue = new PQueue({ concurrency: AT_ONCE });
  private looking: Promise<void> | undefined;
  private lookAgain = false;
  private stopping = false;
  private stopListening: () => void = () => undefined;

  constructor(
    private readonly inbox: Inbox,
    private readonly handler: EventHandler,
    private readonly em: EntityManager,
    @Inject(ENV) private readonly env: Pick<Env, 'SYNC_LEASE_MS'>,
  ) {}

  onApplicationBootstrap(): void {
    this.stopListening = this.inbox.onReceived(() => this.lookSoon());
  }

  @Interval(LOOK_EVERY_MS)
  look(): Promise<void> {
    this.lookAgain = true;
    return (this.looking ??= this.lookUntilNothing().finally(() => (this.looking = undefined)));
  }

  /** Finishes what is in hand; the rest is somebody else's, or this process' once it is back. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    this.stopListening();
    await this.looking;
    await this.queue.onIdle();
  }

  private lookSoon(): void {
    this.look().catch(() => undefined); // it throws nothing
  }

  private async lookUntilNothing(): Promise<void> {
    try {
      while (this.lookAgain && !this.stopping) {
        this.lookAgain = false;
        const room = AT_ONCE - this.queue.pending - this.queue.size;
        if (room <= 0) return; // who is done looks again
        const taken = await this.inbox.take(room);
        for (const event of taken) {
          this.queue
            .add(() => this.work(event))
            .catch(() => undefined) // it throws nothing
            .finally(() => this.lookSoon());
        }
        if (taken.length === room) this.lookAgain = true;
      }
    } catch (error) {
      this.logger.warn({ message: 'The inbox cannot be read; trying again', err: error });
    }
  }

  private async work(event: TakenEvent): Promise<void> {
    const heartbeat = setInterval(() => {
      this.inbox.renew(event).catch(() => undefined); // the next beat, or the lease's end, decides
    }, this.env.SYNC_LEASE_MS / BEATS_PER_LEASE);
    const { id: webhookEventId, applicationId } = event;
    const facts = { webhookEventId, applicationId, traceId: newTraceId() };
    try {
      await withLogFacts(facts, () => withOwnEntityManager(this.em, () => this.handler.handle(event)));
    } catch (error) {
      this.logger.error({ message: 'A webhook was left', ...facts, err: error }); // its lease ends, and it is taken again
    } finally {
      clearInterval(heartbeat);
    }
  }
}
