import { setTimeout as sleep } from 'node:timers/promises';
import { atInstant } from './at-instant.js';

const DAY = 86_400_000;

describe('atInstant', () => {
  it('acts when the instant has come', async () => {
    let acted = 0;

    atInstant(new Date(Date.now() + 20), () => acted++);
    atInstant(new Date(0), () => acted++);
    await sleep(60);

    expect(acted).toBe(2);
  });

  it('waits longer than a timer can', async () => {
    let acted = false;

    const callOff = atInstant(new Date(Date.now() + 400 * DAY), () => (acted = true));
    await sleep(20);
    callOff();

    expect(acted).toBe(false);
  });

  it('does nothing once called off', async () => {
    let acted = false;

    atInstant(new Date(Date.now() + 10), () => (acted = true))();
    await sleep(30);

    expect(acted).toBe(false);
  });
});
