import { planSession, type SessionPlan } from './session-plan.js';
import type { ApplicationFacts } from './session-draft.js';
import { writeSession } from './session-writer.js';
import { Schedule } from './schedule.js';
import { sessionIdOf, sessionIndexOf } from './ids.js';
import type { Entry, GeneratedRows } from './timeline.js';
import type { RawSession } from '../voximplant/wire.js';

const DAY_SECONDS = 86_400;

/** The generated sessions of one application: all computed from their index, none stored. */
export class GeneratedSessions implements GeneratedRows<RawSession> {
  private readonly schedule: Schedule;

  /** @param ordinal makes the ids of this application unlike those of any other */
  constructor(
    readonly facts: ApplicationFacts,
    private readonly ordinal: number,
    untilSeconds: number,
  ) {
    const { perApplication, days, burst, largestBurst, running } = facts.calls;
    this.schedule = new Schedule({
      seed: facts.seed,
      sessions: perApplication,
      fromSeconds: untilSeconds - days * DAY_SECONDS,
      toSeconds: untilSeconds,
      burst,
      largestBurst,
      running,
    });
  }

  get size(): number {
    return this.schedule.size;
  }

  rankAtOrAfter(seconds: number): number {
    return this.schedule.indexAtOrAfter(seconds);
  }

  find(id: string): Entry<RawSession> | undefined {
    const rank = this.rankOf(Number(id));
    return rank === undefined ? undefined : this.entryAt(rank);
  }

  rankOf(sessionId: number): number | undefined {
    const index = sessionIndexOf(this.ordinal, sessionId);
    return index !== undefined && index < this.size ? index : undefined;
  }

  entryAt(rank: number): Entry<RawSession> {
    return {
      id: String(sessionIdOf(this.ordinal, rank)),
      startSeconds: this.schedule.startAt(rank),
      row: (nowSeconds) => writeSession(this.planAt(rank), this.facts, nowSeconds),
    };
  }

  planAt(rank: number): SessionPlan {
    return planSession({
      seed: this.facts.seed,
      index: rank,
      sessionId: sessionIdOf(this.ordinal, rank),
      startSeconds: this.schedule.startAt(rank),
      long: this.schedule.stillRunsAtTheEnd(rank),
    });
  }
}
