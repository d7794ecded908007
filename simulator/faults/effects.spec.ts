import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, callMethod } from '../test-clients.js';
import { effects, Simulator } from '../index.js';

const METHOD = 'GetCallHistory';

describe('a fault', () => {
  let simulator: Simulator;
  const ask = (): Promise<Answer> => callMethod(simulator, METHOD);
  const fetchRaw = (signal?: AbortSignal): Promise<Response> => {
    const [account] = simulator.accounts;
    const login = new URLSearchParams({ account_id: account?.accountId ?? '', api_key: account?.apiKey ?? '' });
    return fetch(`${simulator.voximplantApiUrl}/${METHOD}?${login.toString()}`, { signal });
  };

  beforeEach(async () => {
    simulator = await Simulator.start({ calls: { perApplication: 30, days: 5 } });
  });
  afterEach(() => simulator.stop());

  it('hits as often as it is told, and only what it is meant for', async () => {
    const fault = simulator.faults.add(effects.voximplantError(340), { method: METHOD, skip: 1, times: 1 });

    const answers = [await ask(), await ask(), await ask(), await callMethod(simulator, 'GetAccountInfo')];

    expect(answers.map((answer) => 'error' in answer)).toEqual([false, true, false, false]);
    expect(answers[1]).toMatchObject({ error: { code: 340 } });
    expect(fault.hits).toBe(1);
  });

  it('hits a share of the requests, the same ones for the same seed', async () => {
    const fault = simulator.faults.add(effects.httpStatus(503), { probability: 0.3 });

    for (let asked = 0; asked < 60; asked += 1) await fetchRaw();

    expect(fault.hits).toBeGreaterThan(8);
    expect(fault.hits).toBeLessThan(30);
  });

  it('limits the rate with a delay in seconds or until a moment', async () => {
    const until = new Date('2026-03-15T12:00:00Z');
    simulator.faults.add(effects.rateLimited(7), { times: 1 });
    simulator.faults.add(effects.rateLimited(until), { skip: 1 });

    const [seconds, moment] = [await fetchRaw(), await fetchRaw()];

    expect([seconds.status, seconds.headers.get('retry-after')]).toEqual([429, '7']);
    expect(moment.headers.get('retry-after')).toBe('Sun, 15 Mar 2026 12:00:00 GMT');
  });

  it.each(['resetBeforeHeaders', 'resetAfterHeaders', 'truncate'] as const)(
    'breaks the connection: %s',
    async (delivery) => {
      simulator.faults.add(effects.delivered(delivery));

      const answer = fetchRaw().then((response) => response.text());

      await expect(answer).rejects.toThrow();
    },
  );

  it('pauses in the middle of an answer, and then sends the rest', async () => {
    const whole = await fetchRaw().then((response) => response.text());
    const { promise: resumed, resolve: resume } = Promise.withResolvers<void>();
    simulator.faults.add(effects.pausedUntil(resumed));
    let isWhole = false;

    const answer = fetchRaw().then(async (response) => {
      const text = await response.text();
      isWhole = true;
      return text;
    });
    await sleep(100);
    const wasWhole = isWhole;
    resume();

    expect(wasWhole).toBe(false);
    expect(await answer).toBe(whole);
  });

  it.each(['hangBeforeHeaders', 'hangMidBody', 'trickle', 'endless'] as const)(
    'never comes to an end: %s',
    async (delivery) => {
      simulator.faults.add(effects.delivered(delivery));

      const answer = fetchRaw(AbortSignal.timeout(150)).then(async (response) => {
        for await (const chunk of response.body ?? []) void chunk;
      });

      await expect(answer).rejects.toMatchObject({ name: 'TimeoutError' });
    },
  );

  it('cuts an answer so that nothing in HTTP shows it', async () => {
    const whole = await (await fetchRaw()).text();
    simulator.faults.add(effects.delivered('truncateCleanly'));

    const cut = await (await fetchRaw()).text();

    expect(whole.startsWith(cut)).toBe(true);
    expect(cut.length).toBeLessThan(whole.length);
  });

  it.each([
    ['', effects.emptyBody()],
    ['{"result": [', effects.invalidJson()],
    ['<!DOCTYPE html>', effects.htmlPage(200)],
  ])('answers 200 with what is no answer: %s', async (start, effect) => {
    simulator.faults.add(effect);

    const response = await fetchRaw();

    expect(response.status).toBe(200);
    expect(await response.text()).toMatch(new RegExp(`^${start.replace(/[{[]/g, '\\$&')}`));
  });

  it('changes the rows of a page', async () => {
    const { result } = (await ask()) as { result: unknown[] };
    const changed = async (effect: ReturnType<typeof effects.garbageRow>): Promise<unknown> => {
      const fault = simulator.faults.add(effect);
      const answer = await ask();
      fault.remove();
      return answer.result;
    };

    expect(await changed(effects.garbageRow('nonsense', 2))).toEqual([
      ...result.slice(0, 2),
      'nonsense',
      ...result.slice(2),
    ]);
    expect(await changed(effects.duplicateRows())).toHaveLength(2 * result.length);
    expect(await changed(effects.emptyPage())).toEqual([]);
  });

  it('repeats the first page whatever is asked, and lies about the zone', async () => {
    simulator.faults.add(effects.wrongTimezone());
    simulator.faults.add(effects.repeatedPage());

    const [first, second] = [await ask(), await callMethod(simulator, METHOD, { offset: '5' })];

    expect(second).toEqual(first);
    expect(first).toMatchObject({ timezone: 'Europe/Moscow' });
  });

  it('leads to another host, where the log shows what came along', async () => {
    simulator.faults.add(effects.redirect(simulator.strangerUrl), { upstream: 'elevenlabs' });

    await fetch(`${simulator.elevenLabsApiUrl}/v1/convai/conversations`, { headers: { 'xi-api-key': 'planted' } });

    expect(simulator.requests.of('stranger')[0]?.headers['xi-api-key']).toBe('planted');
  });

  it('delays an answer, and others stand beside it', async () => {
    simulator.faults.add(effects.delay(120));
    simulator.faults.add(effects.httpStatus(500, { body: { detail: 'oops' } }));
    const begun = performance.now();

    const response = await fetchRaw();

    expect([response.status, await response.json()]).toEqual([500, { detail: 'oops' }]);
    expect(performance.now() - begun).toBeGreaterThan(100);
  });
});
