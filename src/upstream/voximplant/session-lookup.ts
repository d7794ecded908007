import { UpstreamError } from '../upstream.error.js';
import { type CallHistoryPage, type CallSession, type UnreadableRow } from './call-session.js';

export interface SessionLookup {
  sessions: CallSession[];
  unreadable: UnreadableRow[];
  /** Ids that do not exist within the window. */
  missingIds: string[];
}

/**
 * Looks sessions up where a single unknown id fails a whole request: such a list is halved until the id stands alone.
 * @param size ids of a request at most
 * @param fetch throws UpstreamError `not_found` if one of the ids does not exist
 * @see Voximplant HTTP API, error 150
 */
export async function lookUpSessions(
  ids: readonly string[],
  size: number,
  fetch: (ids: readonly string[]) => Promise<CallHistoryPage>,
): Promise<SessionLookup> {
  const found: SessionLookup = { sessions: [], unreadable: [], missingIds: [] };
  const waiting: (readonly string[])[] = slices([...new Set(ids)], size);
  for (let part = waiting.shift(); part; part = waiting.shift()) {
    try {
      const page = await fetch(part);
      found.sessions.push(...page.sessions);
      found.unreadable.push(...page.unreadable);
      found.missingIds.push(...withoutRow(part, page));
    } catch (error) {
      if (!isUnknownId(error)) throw error;
      if (part.length === 1) found.missingIds.push(...part);
      else waiting.unshift(...slices(part, Math.ceil(part.length / 2)));
    }
  }
  return found;
}

function slices(ids: readonly string[], size: number): (readonly string[])[] {
  return Array.from({ length: Math.ceil(ids.length / size) }, (_, index) =>
    ids.slice(index * size, (index + 1) * size),
  );
}

/** Also where Voximplant answers without an error, an id can be left out. */
function withoutRow(ids: readonly string[], { sessions, unreadable }: CallHistoryPage): string[] {
  const answered = new Set([...sessions, ...unreadable].map(({ sessionId }) => sessionId));
  return ids.filter((id) => !answered.has(id));
}

function isUnknownId(error: unknown): boolean {
  return error instanceof UpstreamError && error.upstreamCode === '150';
}
