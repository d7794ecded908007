import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { SyncJob } from './job-queue.js';
import { LocalQueue } from './local-queue.js';

/** A worker whose jobs end when the test says so. */
function handWorker() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const worker = ({ runId }: SyncJob) => {
    begun.push(runId);
    return new Promise<void>((resolve) => ends.set(runId, resolve));
  };
  return { begun, worker, end: (runId: string) => ends.get(runId)?.() };
}

const settle = () => new Promise(setImmediate);

describe('LocalQueue', () => {
  it('keeps jobs until somebody consumes them, and hands out so many at a time', async () => {
    const queue = new LocalQueue(2);
    const { begun, worker, end } = handWorker();
    for (const runId of ['a', 'b', 'c']) await queue.add({ runId, attempt: 0 });
    await settle();
    expect(begun).toEqual([]);

    queue.consume(worker);
    await settle();
    expect(begun).toEqual(['a', 'b']);

    end('a');
    await settle();
    expect(begun).toEqual(['a', 'b', 'c']);
  });

  it('has a run wait once, and takes it again once it is at work', async () => {
    const queue = new LocalQueue(1);
    const { begun, worker, end } = handWorker();
    queue.consume(worker);
    await queue.add({ runId: 'a', attempt: 0 });
    await settle();

    await queue.add({ runId: 'a', attempt: 0 });
    await queue.add({ runId: 'a', attempt: 0 });
    end('a');
    await settle();
    end('a');
    await settle();

    expect(begun).toEqual(['a', 'a']);
  });

  it('logs what a worker throws, and goes on', async () => {
    const log = jest.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    const queue = new LocalQueue(1);
    const begun: string[] = [];
    queue.consume(({ runId }) => {
      begun.push(runId);
      return Promise.reject(new Error('broken'));
    });

    await queue.add({ runId: 'a', attempt: 0 });
    await queue.add({ runId: 'b', attempt: 0 });
    await settle();

    expect(begun).toEqual(['a', 'b']);
    expect(log).toHaveBeenCalledTimes(2);
    log.mockRestore();
  });

  it('closes once what is at work is done, without beginning what waits', async () => {
    const queue = new LocalQueue(1);
    const { begun, worker, end } = handWorker();
    queue.consume(worker);
    await queue.add({ runId: 'a', attempt: 0 });
    await queue.add({ runId: 'b', attempt: 0 });
    await settle();
    let closed = false;

    const closing = queue.close().then(() => (closed = true));
    await settle();
    expect(closed).toBe(false);
    end('a');
    await closing;
    await queue.add({ runId: 'c', attempt: 0 });
    await settle();

    expect(begun).toEqual(['a']);
  });
});
