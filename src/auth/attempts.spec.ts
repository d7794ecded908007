import { parseEnv } from '../config/index.js';
import { RateLimits } from '../rate-limits/index.js';
import { Attempts } from './attempts.js';

const attempts = () => new Attempts(parseEnv({ RATE_LIMIT_SIGN_INS_PER_MINUTE: '2' }), new RateLimits(null));

describe('Attempts', () => {
  it('refuses an address that tries too often, whatever e-mail address it tries', async () => {
    const counted = attempts();
    await counted.count('10.0.0.1', 'a');
    await counted.count('10.0.0.1', 'b');

    const third = counted.count('10.0.0.1', 'c');

    await expect(third).rejects.toMatchObject({ code: 'RATE_LIMITED', details: { retryAfterSeconds: 60 } });
    await expect(counted.count('10.0.0.2', 'c')).resolves.toBeUndefined();
  });

  it('refuses an e-mail address that is tried too often, wherever from', async () => {
    const counted = attempts();
    await counted.count('10.0.0.1', 'a');
    await counted.count('10.0.0.2', 'a');

    await expect(counted.count('10.0.0.3', 'a')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  });

  it('forgets the mistakes of who gets it right', async () => {
    const counted = attempts();
    await counted.count('10.0.0.1', 'a');
    await counted.count('10.0.0.2', 'a');

    await counted.forgive('a');

    await expect(counted.count('10.0.0.3', 'a')).resolves.toBeUndefined();
  });
});
