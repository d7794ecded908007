import { type RawSession, Simulator } from '../index.js';

const UNTIL = new Date('2026-03-15T12:00:00Z');
const calls = { perApplication: 4000, days: 40, until: UNTIL, billedVeryLate: 0 };

describe('generated sessions', () => {
  let now = UNTIL;
  let simulator: Simulator;
  const sessions = (): RawSession[] => [...simulator.truth(simulator.accounts[0]?.applications[0]?.id ?? '')];

  beforeAll(async () => {
    simulator = await Simulator.start({ seed: 7, clock: () => now, calls });
  });
  beforeEach(() => {
    now = UNTIL;
  });
  afterAll(() => simulator.stop());

  it('are the same for the same seed, and others for another', async () => {
    const again = await Simulator.start({ seed: 7, clock: () => now, calls });
    const other = await Simulator.start({ seed: 8, clock: () => now, calls });
    const withoutAddresses = ({ url, ...simulated }: { url: string; rows: RawSession[] }): string =>
      JSON.stringify(simulated.rows).replaceAll(url, '');
    const rowsOf = (one: Simulator): string =>
      withoutAddresses({ url: one.url, rows: [...one.truth(one.accounts[0]?.applications[0]?.id ?? '')] });

    const [first, second, third] = [rowsOf(simulator), rowsOf(again), rowsOf(other)];

    await Promise.all([again.stop(), other.stop()]);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it('have ids of their own, beyond 31 bits', () => {
    const ids = sessions().map((session) => Number(session.call_session_history_id));

    expect(new Set(ids).size).toBe(4000);
    expect(Math.min(...ids)).toBeGreaterThan(2 ** 31);
  });

  it('show everything that a reader has to bear', () => {
    const rows = sessions();

    const legs = rows.flatMap((row) => row.calls ?? []);
    expect(rows.some((row) => row.calls?.length === 0)).toBe(true);
    expect(rows.some((row) => row.calls?.length === 2 && row.calls[0]?.incoming && !row.calls[1]?.incoming)).toBe(true);
    expect(rows.some((row) => typeof row.call_session_history_id === 'string')).toBe(true);
    expect(legs.some((leg) => leg.incoming && leg.remote_number_type === 'user')).toBe(true);
    expect(legs.some((leg) => typeof leg.end_reason === 'string')).toBe(true);
    expect(legs.some((leg) => leg.remote_number?.startsWith('sip:'))).toBe(true);
    expect(legs.some((leg) => leg.remote_number?.startsWith('+'))).toBe(false);
    expect(new Set(legs.map((leg) => leg.remote_number_type))).toEqual(
      new Set(['pstn', 'PSTN', 'mobile', 'Mobile', 'sip', 'SIP', 'user', 'User']),
    );
  });

  it('carry custom data of at most 200 bytes, some of it cut', () => {
    const bytes = sessions().map((row) => Buffer.byteLength(row.custom_data ?? ''));

    expect(Math.max(...bytes)).toBeLessThanOrEqual(200);
    expect(bytes.filter((size) => size > 195).length).toBeGreaterThan(0);
    expect(bytes.filter((size) => size === 0).length).toBeGreaterThan(0);
  });

  it('run first, then end, and are billed part by part', () => {
    const last = (): RawSession => sessions().at(-1) as RawSession;
    const running = last();
    now = new Date(UNTIL.getTime() + 40 * 60_000);
    const settled = last();
    const end = new Date(`${settled.start_date?.replace(' ', 'T')}Z`).getTime() + Number(settled.duration) * 1000;
    now = new Date(end + 30_000);
    const partlyBilled = last();

    expect(running).toMatchObject({ active: true });
    expect(running).not.toHaveProperty('duration');
    expect(partlyBilled.calls?.[0]).toHaveProperty('cost');
    expect(partlyBilled).not.toHaveProperty('other_resource_usage');
    expect(settled).toMatchObject({
      calls: [partlyBilled.calls?.[0]],
      other_resource_usage: [{ resource_type: 'WEBSOCKET_AUDIO' }],
    });
  });
});
