/** Which conversations to list, and how. Bounds are on the start. */
export interface ConversationFilter {
  /** Always to be given where tenants share a workspace: without it the list has the conversations of every agent. */
  agentId?: string | undefined;
  startedAfter?: Date | undefined;
  startedBefore?: Date | undefined;
  /** Dynamic variables with exactly these values. */
  dynamicVariables?: Readonly<Record<string, string>> | undefined;
  userId?: string | undefined;
  /** There is no filter for the states that are wanted, only for those that are not. */
  excludeStatuses?: readonly string[] | undefined;
  /** By start; oldest first is stable while new conversations arrive. */
  sortDirection?: 'asc' | 'desc' | undefined;
  /** 1 to 100. */
  pageSize?: number | undefined;
  /** Where to go on: the `nextCursor` of an earlier page. */
  cursor?: string | undefined;
}

const LARGEST_PAGE = 100;

/** @see ElevenLabs API, GET /v1/convai/conversations; lists are repeated keys, times are Unix seconds */
export function filterQuery(filter: ConversationFilter, cursor: string | undefined): URLSearchParams {
  const query = new URLSearchParams();
  const set = (name: string, value: string | number | undefined) => {
    if (value !== undefined) query.append(name, String(value));
  };
  set('page_size', filter.pageSize ?? LARGEST_PAGE);
  set('cursor', cursor);
  set('agent_id', filter.agentId);
  set('user_id', filter.userId);
  set('sort_direction', filter.sortDirection);
  // Whether the bounds are inclusive is not documented: a second more on either side loses nothing.
  set('call_start_after_unix', filter.startedAfter && Math.floor(filter.startedAfter.getTime() / 1_000) - 1);
  set('call_start_before_unix', filter.startedBefore && Math.ceil(filter.startedBefore.getTime() / 1_000) + 1);
  for (const status of filter.excludeStatuses ?? []) set('exclude_statuses', status);
  for (const [name, value] of Object.entries(filter.dynamicVariables ?? {})) {
    set('dynamic_variable_params', `${name}:eq:${value}`);
  }
  return query;
}
