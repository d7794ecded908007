import type { CallFilterInput } from './call-filter.input.js';
import { CallOrderField } from './calls.args.js';

type Filter = Pick<
  CallFilterInput,
  'applicationId' | 'status' | 'startTime' | 'updatedAt' | 'callId' | 'conversationId'
>;

/** The index that has the calls of the filter's application, or of the workspace, in the order of their start. */
export function startIndex(filter: Filter): string {
  return `calls_${owner(filter)}_start_time_id_from_key_to_key_index`;
}

/**
 * The index to read a page by. It is forced where it gives the order and no condition leads to fewer calls: the databases
 * hold an application's rows for few until they have counted them anew, and sort them all for each page.
 * @returns undefined where the database knows better
 */
export function forcedIndex(order: CallOrderField, filter: Filter): string | undefined {
  if (filter.callId != null || filter.conversationId != null) return undefined;
  if (order === CallOrderField.START_TIME) {
    if (filter.updatedAt != null) return undefined;
    return filter.status?.length === 1 ? `calls_${owner(filter)}_status_start_time_id_index` : startIndex(filter);
  }
  if (filter.startTime != null || (filter.updatedAt != null && order !== CallOrderField.UPDATED_AT)) return undefined;
  return `calls_${owner(filter)}_${order}_id_index`;
}

function owner({ applicationId }: Filter): string {
  return applicationId == null ? 'workspace_id' : 'application_id';
}
