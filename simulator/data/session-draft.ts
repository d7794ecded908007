import type { CallsOptions, Range } from '../options.js';
import { formatDate } from '../voximplant/dates.js';
import { recordIdOf } from './ids.js';
import { Random } from './random.js';
import type { SessionPlan } from './session-plan.js';

/** What a session says about the application it belongs to. */
export interface ApplicationFacts {
  readonly seed: number;
  readonly accountId: number;
  readonly applicationId: number;
  readonly applicationName: string;
  /** Address of the storage, ending in its bucket. */
  readonly recordsUrl: string;
  readonly calls: CallsOptions;
}

const DAY_SECONDS = 86_400;
/** Shares of the rows whose numbers come as text (reference, section 8), and of the calls that are recorded. */
const NUMBERS_AS_TEXT = 0.02;
const RECORDED = 0.9;
const RECORDED_TWICE = 0.03;

/**
 * A planned session at one moment, with what all parts of its row share. Whoever draws from `random` does so in the same
 * order at any moment, so that what a row says does not depend on when it is asked for.
 */
export class SessionDraft {
  readonly random: Random;
  readonly ended: boolean;
  /** Unix seconds. */
  readonly endSeconds: number;
  readonly answerSeconds: number;
  readonly mediaServer: string;
  /** Addresses of its recordings: none, one or two. */
  readonly recordUrls: readonly string[];
  private readonly numbersAsText: boolean;
  /** Unix seconds at which each part's cost shows. */
  private readonly billedAt: Record<keyof CallsOptions['billing'], number>;

  /** @param now Unix seconds */
  constructor(
    readonly plan: SessionPlan,
    readonly facts: ApplicationFacts,
    readonly now: number,
  ) {
    this.random = new Random(facts.seed, plan.index, 5);
    this.answerSeconds = plan.startSeconds + plan.ringSeconds;
    this.endSeconds = plan.startSeconds + plan.durationSeconds;
    this.ended = now >= this.endSeconds;
    this.numbersAsText = this.random.chance(NUMBERS_AS_TEXT);
    this.mediaServer = `198.51.100.${this.random.int(20, 60)}`;
    const recordings = (this.random.chance(RECORDED) ? 1 : 0) + (this.random.chance(RECORDED_TWICE) ? 1 : 0);
    this.recordUrls = Array.from({ length: plan.talkSeconds > 0 ? recordings : 0 }, (_, which) =>
      this.recordUrl(which),
    );
    this.billedAt = this.billing();
  }

  get answered(): boolean {
    return this.plan.endCode === 200 && this.now >= this.answerSeconds;
  }

  isBilled(part: keyof CallsOptions['billing']): boolean {
    return this.now >= this.billedAt[part];
  }

  /** As a number, or as text in a session that writes its numbers so. */
  numeric(value: number, text = String(value)): number | string {
    return this.numbersAsText ? text : value;
  }

  /** A price for each begun minute. */
  cost(seconds: number, perMinute: number): number | string {
    const text = (begunMinutes(seconds) * perMinute).toFixed(4);
    return this.numeric(Number(text), text);
  }

  private billing(): Record<keyof CallsOptions['billing'], number> {
    const { billing, billedVeryLate } = this.facts.calls;
    const after = ([least, most]: Range): number => this.endSeconds + this.random.int(least, most);
    const late = this.random.chance(billedVeryLate) ? this.random.int(DAY_SECONDS, 2 * DAY_SECONDS) : 0;
    return {
      legs: after(billing.legs),
      records: after(billing.records) + late,
      otherResources: after(billing.otherResources) + late,
    };
  }

  private recordUrl(which: number): string {
    const { plan, facts } = this;
    const date = formatDate(plan.startSeconds).slice(0, 10).replaceAll('-', '/');
    const name = new Random(facts.seed, plan.index, 7 + which).text(32);
    return `${facts.recordsUrl}/${date}/${name}.mp3?record_id=${recordIdOf(plan.sessionId, which)}`;
  }
}

export function begunMinutes(seconds: number): number {
  return Math.ceil(seconds / 60);
}
