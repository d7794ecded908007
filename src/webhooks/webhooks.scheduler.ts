import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ENV, type Env } from '../config/index.js';
import { Beats } from '../schedule/index.js';
import { Inbox } from './inbox.js';
import { InboxClearance } from './inbox-clearance.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** What is done about the inbox at set times, by one process of all. What is due in it, workers find by themselves. */
@Injectable()
export class WebhooksScheduler {
  private readonly enabled: boolean;

  constructor(
    private readonly beats: Beats,
    private readonly inbox: Inbox,
    private readonly clearance: InboxClearance,
    @Inject(ENV) { SCHEDULES }: Pick<Env, 'SCHEDULES'>,
  ) {
    this.enabled = SCHEDULES === 'on';
  }

  /** Syncs bring calls and conversations that webhooks wait for. */
  @Interval(5 * SECOND_MS)
  async waiting(): Promise<void> {
    if (this.enabled)
      await this.beats.beat('wake-webhooks', 10 * SECOND_MS, async () => void (await this.inbox.wake()));
  }

  @Interval(10 * MINUTE_MS)
  async pastTheirDays(): Promise<void> {
    if (this.enabled) await this.beats.beat('clear-webhooks', 60 * MINUTE_MS, () => this.clearance.run());
  }
}
