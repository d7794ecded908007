import { Injectable } from '@nestjs/common';
import { AccountsService } from '../../accounts/index.js';
import { isPastItsDays } from '../../applications/index.js';
import { CallEvents, type CallScope, CallStore, type SessionFacts, UnsettledCalls } from '../../calls/index.js';
import { Clock } from '../../common/clock.js';
import { Db } from '../../database/index.js';
import {
  type CallHistoryByIdsQuery,
  type CallSession,
  MOST_ROWS,
  type SessionLookup,
  UpstreamError,
  VoximplantClient,
  type VoximplantCredentials,
} from '../../upstream/index.js';
import { type CallsCheckpoint, readCheckpoint, writeCheckpoint } from '../calls-checkpoint.js';
import {
  type LostRow,
  MOST_ROWS_IN_A_SECOND,
  walkHistory,
  type WalkPosition,
  type WalkRequest,
} from '../history-walk.js';
import { PhoneNumbers } from '../phone-number.js';
import { prefetch } from '../prefetch.js';
import type { RunContext } from '../run-context.js';
import type { RunFailure } from '../run-leases.js';
import { toSessionFacts } from '../session.mapper.js';
import { SyncPhase } from '../sync.enums.js';
import { moveSyncedThrough } from '../synced-through.js';

const SECOND_MS = 1000;
const DAY_MS = 86_400_000;
/** How long a call that is not settled is asked for again. */
const UNSETTLED_DAYS = 7;

/** One run while it is at work: what every step needs. */
interface Work {
  context: RunContext;
  credentials: VoximplantCredentials;
  currency: string | null;
  scope: CallScope;
  range: { from: Date; to: Date };
}

/** What one step brings in. */
interface Batch {
  sessions: readonly CallSession[];
  unreadable: readonly LostRow[];
  /** Items that the step is done with, found or not. */
  done: number;
  remaining?: number | undefined;
}

/**
 * Brings the call history of one run's range into the mirror. A page and the checkpoint behind it are one transaction:
 * after a crash at most one page is fetched again, and changes nothing.
 */
@Injectable()
export class CallsRunner {
  private readonly numbers = new PhoneNumbers();

  constructor(
    private readonly accounts: AccountsService,
    private readonly voximplant: VoximplantClient,
    private readonly store: CallStore,
    private readonly unsettled: UnsettledCalls,
    private readonly events: CallEvents,
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /**
   * Goes on from the run's checkpoint to its end.
   * @throws UpstreamError as VoximplantClient does; LeaseLostError; what the context's signal was aborted with
   */
  async run(context: RunContext): Promise<void> {
    const work = await this.begin(context);
    let checkpoint = readCheckpoint(context.run.checkpoint) ?? startOf(work.range.from);
    if (checkpoint.stage === 'window') {
      await this.walk(work, checkpoint.position);
      checkpoint = { stage: 'reread', after: null };
    }
    if (checkpoint.stage !== 'reread') return; // the calls are in already
    if (context.run.ranged === 0) await this.reread(work, checkpoint.after);
    await this.complete(work);
  }

  private async begin(context: RunContext): Promise<Work> {
    const { run, application } = context;
    const { dialect } = this.db;
    const account = await this.accounts.forSync(application.account.id);
    if (run.from_time === null || run.to_time === null) throw new Error('A run of calls has a range');
    return {
      context,
      credentials: account.credentials,
      currency: account.currency,
      scope: { workspaceId: application.workspaceId, applicationId: application.id },
      range: { from: dialect.toDate(run.from_time), to: dialect.toDate(run.to_time) },
    };
  }

  private async walk(work: Work, start: WalkPosition): Promise<void> {
    const { context, range } = work;
    for await (const page of prefetch(walkHistory((request) => this.fetch(work, request), range, start))) {
      context.throwIfStopped();
      const older = page.totalCount === undefined ? 0 : await this.unsettled.count(this.olderThan(work));
      const done = page.sessions.length + page.unreadable.length;
      const remaining = page.totalCount === undefined ? undefined : Math.max(0, page.totalCount + older - done);
      const failures = page.crowded === undefined ? [] : [crowdedSecond(page.crowded)];
      await this.save(work, { ...page, done, remaining }, { stage: 'window', position: page.next }, failures);
    }
  }

  /** Asks again for older calls that were running or not billed when they were last seen. */
  private async reread(work: Work, start: { startTime: Date; id: string } | null): Promise<void> {
    for (let after = start; ;) {
      work.context.throwIfStopped();
      const calls = await this.unsettled.next(this.olderThan(work), after, MOST_ROWS);
      const [first, last] = [calls.at(0), calls.at(-1)];
      if (first === undefined || last === undefined) return;
      const found = await this.lookUp(work, {
        applicationId: work.context.application.voximplantApplicationId,
        from: first.startTime,
        to: new Date(last.startTime.getTime() + SECOND_MS),
        sessionIds: calls.map(({ sessionId }) => sessionId),
      });
      after = { startTime: last.startTime, id: last.id };
      await this.save(work, { ...found, done: calls.length }, { stage: 'reread', after });
      if (calls.length < MOST_ROWS) return;
    }
  }

  /** By id, in halves where the window that holds them all is too wide for the upstream. */
  private async lookUp(work: Work, query: CallHistoryByIdsQuery): Promise<SessionLookup> {
    const { credentials, context } = work;
    try {
      return await this.voximplant.callHistoryByIds(credentials, query, { signal: context.signal });
    } catch (error) {
      const tooWide = error instanceof UpstreamError && error.fault === 'range_too_wide';
      const middle = new Date((query.from.getTime() + query.to.getTime()) / 2);
      if (!tooWide || middle.getTime() - query.from.getTime() < SECOND_MS) throw error;
      const early = await this.lookUp(work, { ...query, to: middle });
      const late = await this.lookUp(work, { ...query, from: middle, sessionIds: early.missingIds });
      return {
        sessions: [...early.sessions, ...late.sessions],
        unreadable: [...early.unreadable, ...late.unreadable],
        missingIds: late.missingIds,
      };
    }
  }

  private olderThan({ scope, range }: Work) {
    const from = new Date(this.clock.now().getTime() - UNSETTLED_DAYS * DAY_MS);
    return { applicationId: scope.applicationId, from, before: range.from };
  }

  private fetch({ context, credentials }: Work, request: WalkRequest) {
    const query = { ...request, applicationId: context.application.voximplantApplicationId, count: MOST_ROWS };
    return this.voximplant.callHistoryPage(credentials, query, { signal: context.signal });
  }

  private async save(
    work: Work,
    batch: Batch,
    checkpoint: CallsCheckpoint,
    failures: readonly RunFailure[] = [],
  ): Promise<void> {
    const { context, scope } = work;
    const facts: SessionFacts[] = [];
    const failed = [...failures, ...batch.unreadable.map(unreadableRow)];
    const kept = batch.sessions.filter((session) => this.isKept(work, session));
    for (const session of kept) {
      try {
        facts.push(toSessionFacts(session, work.currency, this.numbers));
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        failed.push(unreadableRow({ sessionId: session.sessionId, reason }));
      }
    }
    const changed = await this.db.transaction(async (trx) => {
      const saved = await this.store.save(trx, scope, facts);
      await context.advance(trx, {
        checkpoint: writeCheckpoint(checkpoint),
        phase: SyncPhase.CALLS,
        done: batch.done,
        remaining: batch.remaining,
        counts: {
          newCalls: saved.newIds.length,
          updatedCalls: saved.updatedIds.length,
          // Those that were asked for by id and are not listed any more stay as they are, too.
          unchangedCalls: saved.unchanged + batch.done - batch.sessions.length - batch.unreadable.length,
          skipped: batch.sessions.length - kept.length,
        },
        failures: failed,
      });
      return [...saved.newIds, ...saved.updatedIds];
    });
    context.advanced(batch.done);
    this.events.publish(scope, changed);
  }

  /** However far back the range reaches. */
  private isKept({ context }: Work, { startedAt }: CallSession): boolean {
    return !isPastItsDays(context.application, 'call', startedAt, this.clock.now());
  }

  /** The range is in. Only a run without a gap moves the instant up to which everything is known. */
  private async complete({ context, scope, range }: Work): Promise<void> {
    await this.db.transaction(async (trx) => {
      if (!(await context.hasFailures(trx))) {
        const run = { applicationId: scope.applicationId, ...range, ranged: context.run.ranged === 1 };
        await moveSyncedThrough(trx, this.db.dialect, run);
      }
      const checkpoint = writeCheckpoint({ stage: 'done' });
      await context.advance(trx, { checkpoint, phase: SyncPhase.CALLS, done: 0, remaining: 0, counts: {} });
    });
  }
}

function startOf(from: Date): CallsCheckpoint {
  return { stage: 'window', position: { from, offset: 0, seen: [] } };
}

function unreadableRow({ sessionId, reason }: LostRow): RunFailure {
  const name = sessionId === undefined ? 'A session without a readable id' : `Session ${sessionId}`;
  return { callId: null, phase: SyncPhase.CALLS, code: 'UNREADABLE_ROW', message: `${name} cannot be read: ${reason}` };
}

/** One second holds more sessions than the upstream can list; what follows it was read. */
function crowdedSecond(second: Date): RunFailure {
  const message = `${MOST_ROWS_IN_A_SECOND} sessions or more started at ${second.toISOString()}: not all of them can be listed`;
  return { callId: null, phase: SyncPhase.CALLS, code: 'CROWDED_SECOND', message };
}
