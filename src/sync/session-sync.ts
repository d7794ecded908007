import { Injectable } from '@nestjs/common';
import { AccountsService } from '../accounts/index.js';
import type { Application } from '../applications/index.js';
import {
  type CallDirection,
  CallEvents,
  type CallScope,
  CallStatus,
  CallStore,
  ConversationSource,
  type SessionFacts,
  UnlinkedCalls,
} from '../calls/index.js';
import { Clock } from '../common/clock.js';
import { Db } from '../database/index.js';
import { VoximplantClient } from '../upstream/index.js';
import { PhoneNumbers } from './phone-number.js';
import { toSessionFacts } from './session.mapper.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** What a webhook tells of a session. Numbers are as the platform writes them. */
export interface AnnouncedSession {
  sessionId: string;
  direction: CallDirection;
  from: string | undefined;
  to: string | undefined;
  at: Date;
}

/** Single sessions, by their ids: what a webhook tells of one, and what the history does. */
@Injectable()
export class SessionSync {
  private readonly numbers = new PhoneNumbers();

  constructor(
    private readonly accounts: AccountsService,
    private readonly voximplant: VoximplantClient,
    private readonly store: CallStore,
    private readonly unlinked: UnlinkedCalls,
    private readonly events: CallEvents,
    private readonly db: Db,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes the call of a session that is told of, or fills in what was not known of it.
   * @returns the call's key
   */
  async announce(application: Application, announced: AnnouncedSession): Promise<string> {
    const scope = scopeOf(application);
    const facts = this.toFacts(announced);
    const { id, changed } = await this.db.transaction((trx) => this.store.announce(trx, scope, facts));
    if (changed) this.events.publish(scope, [id]);
    return id;
  }

  /** Links a call with its conversation, unless it is linked by a better source, or one of the two was erased. */
  async link(
    application: Application,
    callId: string,
    conversationId: string,
    source: ConversationSource,
  ): Promise<boolean> {
    const found = [{ callId, conversationId, source }];
    const linked = await this.db.transaction((trx) => this.unlinked.link(trx, application.id, found, this.clock.now()));
    this.events.publish(scopeOf(application), linked);
    return linked.length > 0;
  }

  /**
   * Reads a session from the history.
   * @param around an instant within a day of its start
   * @returns whether Voximplant lists it
   * @throws UpstreamError as VoximplantClient does; UnstorableSessionError
   */
  async fetch(application: Application, sessionId: string, around: Date): Promise<boolean> {
    const scope = scopeOf(application);
    const { credentials, currency } = await this.accounts.forSync(application.account.id);
    const { sessions } = await this.voximplant.callHistoryByIds(credentials, {
      applicationId: application.voximplantApplicationId,
      from: new Date(around.getTime() - DAY_MS),
      to: new Date(Math.max(around.getTime(), this.clock.now().getTime()) + HOUR_MS),
      sessionIds: [sessionId],
    });
    const facts = sessions
      .filter((session) => session.sessionId === sessionId)
      .map((session) => toSessionFacts(session, currency, this.numbers));
    if (facts.length === 0) return false;
    const { newIds, updatedIds } = await this.db.transaction((trx) => this.store.save(trx, scope, facts));
    this.events.publish(scope, [...newIds, ...updatedIds]);
    return true;
  }

  private toFacts({ sessionId, direction, from, to, at }: AnnouncedSession): SessionFacts {
    return {
      sessionId,
      direction,
      fromNumber: this.numbers.normalise(from),
      toNumber: this.numbers.normalise(to),
      startTime: at,
      endTime: null,
      durationSeconds: null,
      recordsCostNanos: null,
      resourcesCostNanos: null,
      costCurrency: null,
      status: CallStatus.IN_PROGRESS,
      statusReason: null,
      customData: null,
      recordUrl: null,
      conversationId: null,
      conversationSource: null,
      settled: false,
      legs: [],
    };
  }
}

function scopeOf({ id: applicationId, workspaceId }: Application): CallScope {
  return { workspaceId, applicationId };
}
