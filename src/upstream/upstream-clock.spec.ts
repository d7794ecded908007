import { systemClock } from './upstream-clock.js';

describe('the system clock', () => {
  it('wakes up with the reason of the one who wants it to stop', async () => {
    const controller = new AbortController();
    const reason = new Error('The run was cancelled');

    const sleep = systemClock.sleep(60_000, controller.signal);
    controller.abort(reason);

    await expect(sleep).rejects.toBe(reason);
  });

  it('sleeps on where nobody wants anything', async () => {
    await expect(systemClock.sleep(1)).resolves.toBeUndefined();
  });
});
