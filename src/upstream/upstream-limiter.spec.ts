import { LocalLimiter } from './upstream-limiter.js';

const limiterOf = (concurrency: number) => new LocalLimiter({ concurrency, requestsPerSecond: 1_000 });

describe('LocalLimiter', () => {
  it('lets as many in at a time as it was told to', async () => {
    const limiter = limiterOf(2);
    const granted: number[] = [];
    const enter = (id: number) => limiter.acquire('key').then((release) => (granted.push(id), release));
    const turns = [enter(1), enter(2), enter(3)];

    const first = await Promise.race(turns);
    await turns[1];
    expect(granted).toEqual([1, 2]);

    first();
    await turns[2];
    expect(granted).toEqual([1, 2, 3]);
  });

  it('has a line of its own for each key', async () => {
    const limiter = limiterOf(1);
    await limiter.acquire('one');

    await expect(limiter.acquire('another')).resolves.toBeInstanceOf(Function);
  });

  it('lets a turn be given back twice without letting two in', async () => {
    const limiter = limiterOf(1);
    const release = await limiter.acquire('key');
    const second = limiter.acquire('key');
    release();
    release();
    await second;

    const third = limiter.acquire('key', AbortSignal.timeout(20));

    await expect(third).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('stops waiting when told to', async () => {
    const limiter = limiterOf(1);
    await limiter.acquire('key');
    const reason = new Error('The run was cancelled');
    const controller = new AbortController();

    const waiting = limiter.acquire('key', controller.signal);
    controller.abort(reason);

    await expect(waiting).rejects.toBe(reason);
  });

  it('lets half as many in once the upstream complains, and more again as requests go well', async () => {
    const limiter = limiterOf(4);
    const releases = await Promise.all([1, 2, 3, 4].map(() => limiter.acquire('key')));
    limiter.slowDown('key');
    for (const release of releases.splice(0, 2)) release();
    let inside = false;
    const fifth = limiter.acquire('key').then(() => (inside = true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    const complained = inside;
    for (let well = 0; well < 2; well++) limiter.speedUp('key');
    await fifth;

    expect(complained).toBe(false);
    expect(inside).toBe(true);
  });

  it('lets so many requests a second out, and says how long the next one has to wait', async () => {
    const limiter = new LocalLimiter({ concurrency: 1, requestsPerSecond: 3 });

    const waits = [];
    for (let count = 0; count < 4; count++) waits.push(await limiter.spend('key'));

    expect(waits.slice(0, 3)).toEqual([0, 0, 0]);
    expect(waits[3]).toBeGreaterThan(0);
    expect(waits[3]).toBeLessThanOrEqual(1_000);
    expect(await limiter.spend('another')).toBe(0);
  });

  it('holds a credential off for as long as the longest wait that was asked for', async () => {
    let now = 1_000;
    const limiter = new LocalLimiter({ concurrency: 1, requestsPerSecond: 3 }, { now: () => now });

    await limiter.holdOff('key', 500);
    await limiter.holdOff('key', 100);
    now += 200;
    const during = await limiter.heldOffFor('key');
    now += 300;

    expect(during).toBe(300);
    expect(await limiter.heldOffFor('key')).toBe(0);
    expect(await limiter.heldOffFor('another')).toBe(0);
  });
});
