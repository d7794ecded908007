import { UpstreamError } from '../upstream.error.js';
import { type CallHistoryPage } from './call-session.js';
import { lookUpSessions } from './session-lookup.js';

const unknownId = new UpstreamError({
  upstream: 'voximplant',
  fault: 'not_found',
  message: 'No.',
  upstreamCode: '150',
});

function voximplantWith(known: ReadonlySet<string>) {
  const asked: number[] = [];
  const fetch = (ids: readonly string[]): Promise<CallHistoryPage> => {
    asked.push(ids.length);
    if (ids.some((id) => !known.has(id))) return Promise.reject(unknownId);
    const sessions = ids.map((sessionId) => ({ sessionId, startedAt: new Date(0), legs: [], records: [], usages: [] }));
    return Promise.resolve({ sessions, unreadable: [], rowCount: ids.length });
  };
  return { asked, fetch };
}
const ids = (count: number) => Array.from({ length: count }, (_, index) => String(index));

describe('sessions by id', () => {
  it('come in as few requests as the limit allows', async () => {
    const { asked, fetch } = voximplantWith(new Set(ids(2_500)));

    const { sessions, missingIds } = await lookUpSessions(ids(2_500), 1_000, fetch);

    expect(sessions).toHaveLength(2_500);
    expect(missingIds).toEqual([]);
    expect(asked).toEqual([1_000, 1_000, 500]);
  });

  it('are all found beside some that do not exist: the list is halved on error 150 (trap 13)', async () => {
    const missing = ['3', '500', '501', '999'];
    const { asked, fetch } = voximplantWith(new Set(ids(1_000)).difference(new Set(missing)));

    const { sessions, missingIds } = await lookUpSessions(ids(1_000), 1_000, fetch);

    expect(missingIds.sort()).toEqual(['3', '500', '501', '999']);
    expect(new Set(sessions.map(({ sessionId }) => sessionId)).size).toBe(996);
    expect(asked.length).toBeLessThan(80);
  });

  it('are asked for once each, and not at all if there are none', async () => {
    const { asked, fetch } = voximplantWith(new Set(['1']));

    await lookUpSessions(['1', '1'], 1_000, fetch);
    await lookUpSessions([], 1_000, fetch);

    expect(asked).toEqual([1]);
  });

  it('are missing too where they are silently left out', async () => {
    const unreadable = { index: 0, sessionId: '1', reason: 'No start' };
    const fetch = () => Promise.resolve({ sessions: [], unreadable: [unreadable], rowCount: 1 });

    await expect(lookUpSessions(['1', '2'], 1_000, fetch)).resolves.toEqual({
      sessions: [],
      unreadable: [unreadable],
      missingIds: ['2'],
    });
  });

  it('fail with any other error', async () => {
    const outage = new UpstreamError({ upstream: 'voximplant', fault: 'unavailable', message: 'No.' });

    await expect(lookUpSessions(['1'], 1_000, () => Promise.reject(outage))).rejects.toBe(outage);
  });
});
