import type { Api } from './api.js';

/** What the report and the check need of every call. */
export interface CallRow {
  callId: string;
  startTime: string;
  durationSeconds: number | null;
  status: string;
  cost: { amount: string; currency: string } | null;
}

export interface NewestCall {
  startTime: string;
  direction: string;
  fromNumber: string | null;
  toNumber: string | null;
  status: string;
  durationSeconds: number | null;
  cost: { amount: string; currency: string } | null;
}

/** A first query to try; what it answers is in the report, so it is known to work. */
export const NEWEST_CALLS = `query NewestCalls {
  calls(first: 5) {
    totalCount
    nodes {
      startTime
      direction
      fromNumber
      toNumber
      status
      durationSeconds
      cost { amount currency }
    }
  }
}`;

const CALLS = `query ($filter: CallFilter, $after: String) {
  calls(filter: $filter, first: 200, after: $after) {
    nodes { callId startTime durationSeconds status cost { amount currency } }
    pageInfo { hasNextPage endCursor }
  }
}`;

interface CallPage {
  nodes: CallRow[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** All calls of an application, newest first, page by page. */
export async function allCalls(api: Api, applicationId: string): Promise<CallRow[]> {
  const rows: CallRow[] = [];
  for (let after: string | null = null; ;) {
    const { calls }: { calls: CallPage } = await api.request(CALLS, { filter: { applicationId }, after });
    rows.push(...calls.nodes);
    if (!calls.pageInfo.hasNextPage) return rows;
    after = calls.pageInfo.endCursor;
  }
}

export async function newestCalls(api: Api): Promise<{ totalCount: number; nodes: NewestCall[] }> {
  const { calls } = await api.request<{ calls: { totalCount: number; nodes: NewestCall[] } }>(NEWEST_CALLS);
  return calls;
}
