import { setTimeout as sleep } from 'node:timers/promises';
import { withPatience } from './patience.js';

describe('withPatience', () => {
  it('gives back what comes in time', async () => {
    await expect(withPatience('voximplant', () => Promise.resolve(1), 1000)).resolves.toBe(1);
  });

  it('passes errors on as they are', async () => {
    await expect(withPatience('voximplant', () => Promise.reject(new Error('no')), 1000)).rejects.toThrow('no');
  });

  it('ends what takes too long, as an upstream that can be tried again', async () => {
    const waiting = withPatience(
      'elevenlabs',
      async ({ signal }) => {
        await sleep(60_000, undefined, { signal }).catch(() => signal.throwIfAborted());
      },
      10,
    );

    await expect(waiting).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      fault: 'timeout',
      retryable: true,
      message: expect.stringContaining('ElevenLabs'),
    });
  });
});
