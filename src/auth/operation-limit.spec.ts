import { TrustedProxies } from '../http/index.js';
import { AnonymousLimit, RateLimits } from '../rate-limits/index.js';
import { OperationLimit } from './operation-limit.js';
import { Role } from './role.js';

const key = (id: string) => ({
  viewer: { workspaceId: 'W', role: Role.VIEWER, credential: { kind: 'apiKey' as const, id }, expiresAt: null },
  address: '203.0.113.7',
});
const nobody = (address: string) => ({ viewer: null, address });

function limitOf(operations: number, anonymous = 1): OperationLimit {
  const limits = new RateLimits(null);
  const proxies = new TrustedProxies({ TRUSTED_PROXIES: [] });
  const ofNobody = new AnonymousLimit({ RATE_LIMIT_ANONYMOUS_PER_MINUTE: anonymous }, limits, proxies);
  return new OperationLimit({ RATE_LIMIT_OPERATIONS_PER_MINUTE: operations }, limits, ofNobody);
}

describe('OperationLimit', () => {
  it('refuses one operation too many, and says how long to wait', async () => {
    const limit = limitOf(2);
    await limit.count(key('a'));
    await limit.count(key('a'));

    const third = limit.count(key('a'));

    await expect(third).rejects.toMatchObject({ code: 'RATE_LIMITED', details: { retryAfterSeconds: 60 } });
  });

  it('lets nobody use up what is another one’s', async () => {
    const limit = limitOf(1);

    await limit.count(key('a'));

    await expect(limit.count(key('b'))).resolves.toBeUndefined();
  });

  it('counts a large operation as several, and most as one', async () => {
    const limit = limitOf(3);

    await limit.countCost(key('a'), 9_999);
    await limit.countCost(key('a'), 39_999);

    await expect(limit.countCost(key('a'), 10_000)).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  });

  it('counts who has no credentials by the address, and nobody else there', async () => {
    const limit = limitOf(5, 1);
    await limit.count(nobody('203.0.113.7'));

    const again = limit.count(nobody('203.0.113.7'));

    await expect(again).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    await expect(limit.count(nobody('203.0.113.8'))).resolves.toBeUndefined();
    await expect(limit.count(key('a'))).resolves.toBeUndefined();
  });
});
