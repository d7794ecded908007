import { Simulator } from '../index.js';
import { callMethod, type Answer } from '../test-clients.js';

const NOW = new Date('2026-03-15T12:00:00Z');
const DAY = { from_date: '2026-03-14 00:00:00', to_date: '2026-03-15 00:00:00', timezone: 'Etc/GMT' };
const EVERYTHING = { with_calls: 'true', with_records: 'true', with_other_resources: 'true' };

describe('GetCallHistory', () => {
  let simulator: Simulator;
  const history = (parameters: Record<string, string>): Promise<Answer> =>
    callMethod(simulator, 'GetCallHistory', parameters);
  const rows = async (parameters: Record<string, string>): Promise<Answer[]> =>
    (await history(parameters)).result as Answer[];

  beforeEach(async () => {
    simulator = await Simulator.start({ clock: () => NOW, applications: 2, calls: { perApplication: 0 } });
  });
  afterEach(() => simulator.stop());

  const [first, second] = [0, 1].map((at) => () => simulator.accounts[0]?.applications[at]?.id ?? '') as [
    () => string,
    () => string,
  ];
  const addAt = (start_date: string, more = {}): Answer => ({
    ...simulator.addSession(first(), { start_date, ...more }),
  });

  it('gives the sessions that started within the window, both ends included, oldest first', async () => {
    addAt('2026-03-13 23:59:59');
    const noon = addAt('2026-03-14 12:00:00');
    const midnight = addAt('2026-03-14 00:00:00');
    const end = addAt('2026-03-15 00:00:00');

    const answer = await history(DAY);

    expect(answer).toEqual({ result: [midnight, noon, end], count: 3, total_count: 3, timezone: 'Etc/GMT' });
  });

  it('gives twenty rows unless asked for more, and never more than a thousand', async () => {
    for (let second = 10; second < 40; second += 1) addAt(`2026-03-14 10:00:${second}`);

    const [page, tooMany] = [await history(DAY), await history({ ...DAY, count: '1001' })];

    expect(page).toMatchObject({ count: 20, total_count: 30 });
    expect(tooMany).toMatchObject({ error: { code: 497 } });
  });

  it('pages by offset up to ten thousand', async () => {
    const sessions = ['2026-03-14 10:00:00', '2026-03-14 10:00:00', '2026-03-14 10:00:01'].map((date) => addAt(date));

    const [page, tooDeep] = [
      await rows({ ...DAY, offset: '1', count: '1' }),
      await history({ ...DAY, offset: '10001' }),
    ];

    expect(page).toEqual([sessions[1]]);
    expect(tooDeep).toMatchObject({ error: { code: 497 } });
  });

  it('gives the newest first when asked to', async () => {
    const [early, late] = [addAt('2026-03-14 10:00:00'), addAt('2026-03-14 11:00:00')];

    expect(await rows({ ...DAY, desc_order: 'true' })).toEqual([late, early]);
  });

  it('leaves out legs, records and other resources that nobody asked for, and the total when told so', async () => {
    addAt('2026-03-14 10:00:00', { calls: [], records: [], other_resource_usage: [] });

    const [bare, full] = [await history({ ...DAY, with_total_count: 'false' }), await rows({ ...DAY, ...EVERYTHING })];

    expect(bare).not.toHaveProperty('total_count');
    expect((bare.result as Answer[])[0]).not.toHaveProperty('calls');
    expect(full[0]).toMatchObject({ calls: [], records: [], other_resource_usage: [] });
  });

  it('understands and tells dates in the zone that was asked for', async () => {
    addAt('2026-03-14 10:00:00', { calls: [{ call_id: 1, start_time: '2026-03-14 10:00:05' }] });
    const berlin = { from_date: '2026-03-14 11:00:00', to_date: '2026-03-14 11:00:00', timezone: 'Europe/Berlin' };

    const answer = await history({ ...berlin, with_calls: 'true' });

    const calls = [expect.objectContaining({ start_time: '2026-03-14 11:00:05' })];
    expect(answer).toMatchObject({ timezone: 'Europe/Berlin', result: [{ start_date: '2026-03-14 11:00:00', calls }] });
  });

  it('does not list what has not begun yet', async () => {
    addAt('2026-03-15 12:00:01');

    expect(await history({ ...DAY, to_date: '2026-04-01 00:00:00' })).toMatchObject({ count: 0, total_count: 0 });
  });

  it('keeps applications apart, and gives both where none is named', async () => {
    const [one, other] = [
      addAt('2026-03-14 10:00:00'),
      simulator.addSession(second(), { start_date: '2026-03-14 09:00:00' }),
    ];

    expect(await rows({ ...DAY, application_id: first() })).toEqual([one]);
    expect(await rows(DAY)).toEqual([other, one]);
  });

  it('finds sessions by id, and refuses the whole list over one that is unknown or outside of the window', async () => {
    const [inside, outside] = [addAt('2026-03-14 10:00:00'), addAt('2026-03-12 10:00:00')];
    const byId = (...ids: unknown[]): Promise<Answer> => history({ ...DAY, call_session_history_id: ids.join(';') });

    expect(await byId(inside.call_session_history_id)).toMatchObject({ result: [inside], total_count: 1 });
    expect(await byId(inside.call_session_history_id, 123)).toMatchObject({ error: { code: 150 } });
    expect(await byId(inside.call_session_history_id, outside.call_session_history_id)).toMatchObject({
      error: { code: 150 },
    });
  });

  it('filters by number as it is written, without a plus', async () => {
    const session = addAt('2026-03-14 10:00:00', {
      calls: [{ call_id: 1, remote_number: '12025550171' }],
      duration: 50,
    });

    expect(await rows({ ...DAY, remote_number: '12025550171', with_calls: '1' })).toEqual([session]);
    expect(await rows({ ...DAY, remote_number_list: '["12025550171"]', min_duration: '50' })).toHaveLength(1);
    expect(await rows({ ...DAY, remote_number: '+12025550171' })).toEqual([]);
    expect(await rows({ ...DAY, min_duration: '51' })).toEqual([]);
  });

  it.each([
    [111, { from_date: '2026-03-14' }],
    [111, { from_date: '2026-02-30 00:00:00' }],
    [123, { from_date: '2026-03-16 00:00:00' }],
    [116, { application_id: 'x' }],
    [116, { application_id: '1' }],
    [558, { application_name: 'nobody' }],
    [458, { application_id: '1', application_name: 'nobody' }],
    [485, { rule_name: 'inbound' }],
    [496, { timezone: 'Mars/Olympus' }],
    [496, { with_calls: 'perhaps' }],
    [496, { count: 'many' }],
    [105, { output: 'xml' }],
  ])('answers error %i to %j, with HTTP 200', async (code, parameters) => {
    const answer = await history({ ...DAY, ...parameters });

    expect(answer).toEqual({ error: { code, msg: expect.any(String) } });
  });
});
