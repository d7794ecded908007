import { Injectable } from '@nestjs/common';
import type { Viewer } from '../auth/index.js';
import { BadUserInputError } from '../common/errors.js';
import { notFound } from '../common/id.js';
import type { Page } from '../common/pagination.js';
import { LatestValues, stoppable } from '../queue/index.js';
import { CallEvents } from './call-events.js';
import type { CallLegTable, ListedCall } from './call.table.js';
import type { CallFilterInput } from './call-filter.input.js';
import type { CallsArgs } from './calls.args.js';
import { CallsRepository } from './calls.repository.js';
import { CallErasure } from './erasure/call-erasure.js';

/** Calls that a slow subscriber may be behind; what is older it has to fetch by itself. */
const MOST_CALLS_BEHIND = 10_000;
/** Calls that are read at once for a subscriber. */
const CALLS_A_READ = 100;

/** Reading the mirror, bound to the viewer's workspace. */
@Injectable()
export class CallsService {
  constructor(
    private readonly repository: CallsRepository,
    private readonly events: CallEvents,
    private readonly erasure: CallErasure,
  ) {}

  /** @throws BadUserInputError naming the argument that cannot be used */
  list(viewer: Viewer, args: CallsArgs): Promise<Page<ListedCall>> {
    if (args.first != null && args.last != null) {
      throw new BadUserInputError({ last: ['last and first cannot be given together'] });
    }
    return this.repository.findPage(viewer.workspaceId, args);
  }

  /**
   * All calls that pass a filter, a page at a time, in the order in which {@link list} shows them. Between two pages nothing is
   * held, no matter how long whoever reads takes.
   * @throws BadUserInputError naming the field that cannot be used
   */
  async *walk(
    workspaceId: string,
    filter: CallFilterInput | null,
    callsAPage: number,
  ): AsyncGenerator<ListedCall[], void, undefined> {
    for (let after: string | undefined, more = true; more;) {
      const { rows, cursorAt, hasNextPage } = await this.repository.findPage(workspaceId, {
        filter,
        first: callsAPage,
        after,
      });
      yield rows;
      more = hasNextPage;
      if (more) after = cursorAt(rows.length - 1);
    }
  }

  count(workspaceId: string, filter: CallFilterInput | null | undefined): Promise<number> {
    return this.repository.count(workspaceId, filter);
  }

  /** @throws NotFoundError if there is no such call in the viewer's workspace */
  async get(viewer: Viewer, id: string): Promise<ListedCall> {
    const [call] = await this.repository.findByIds(viewer.workspaceId, [id]);
    if (call === undefined) throw notFound('Call');
    return call;
  }

  /**
   * Erases what is known of a call, for good.
   * @returns what stays listed
   * @throws NotFoundError if there is no such call in the viewer's workspace; else as {@link CallErasure.erase}
   */
  async erase(viewer: Viewer, id: string): Promise<ListedCall> {
    const { application_id: applicationId } = await this.get(viewer, id);
    await this.erasure.erase({ workspaceId: viewer.workspaceId, applicationId }, id, viewer);
    return this.get(viewer, id);
  }

  /** The calls in the order of their ids; null for what the workspace does not have. */
  async inOrder(viewer: Viewer, ids: readonly string[]): Promise<(ListedCall | null)[]> {
    const calls = new Map((await this.repository.findByIds(viewer.workspaceId, ids)).map((call) => [call.id, call]));
    return ids.map((id) => calls.get(id) ?? null);
  }

  /** The legs of each call, in the order of the calls' ids. */
  async legsOf(callIds: readonly string[]): Promise<CallLegTable[][]> {
    const legs = Map.groupBy(await this.repository.findLegs(callIds), (leg) => leg.call_id);
    return callIds.map((id) => legs.get(id) ?? []);
  }

  /** Calls as they are created or change, each as it stands when the subscriber is ready for it; never ends by itself. */
  changes({ workspaceId }: Viewer, applicationId: string | null): AsyncIterableIterator<ListedCall, undefined> {
    const changed = new LatestValues<string>(MOST_CALLS_BEHIND);
    const unsubscribe = this.events.subscribe(workspaceId, (event) => {
      if (applicationId !== null && event.applicationId !== applicationId) return;
      for (const callId of event.callIds) changed.put(callId, callId);
    });
    return stoppable(this.read(workspaceId, changed), () => {
      unsubscribe();
      changed.end();
    });
  }

  private async *read(workspaceId: string, changed: LatestValues<string>): AsyncGenerator<ListedCall, void> {
    for (;;) {
      const ids = await changed.take(CALLS_A_READ);
      if (ids.length === 0) return;
      const calls = new Map((await this.repository.findByIds(workspaceId, ids)).map((call) => [call.id, call]));
      for (const id of ids) {
        const call = calls.get(id);
        if (call !== undefined) yield call; // else it was removed meanwhile
      }
    }
  }
}
