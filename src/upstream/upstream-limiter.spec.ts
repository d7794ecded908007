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
});
