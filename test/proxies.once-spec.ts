import { newId, toGlobalId } from '../src/common/id.js';
import { TestApi } from './test-api.js';

describe('behind a proxy', () => {
  const SIGN_IN = 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }';
  const input = { email: 'nobody@example.com', password: 'not the password' };
  const forwarded = (address: string) => ({ headers: { 'x-forwarded-for': address } });
  let emails = 0;

  /** Tries to sign in as somebody else each time. */
  async function attempt(api: TestApi, address: string): Promise<string | undefined> {
    const { errors } = await api.request(
      SIGN_IN,
      { input: { ...input, email: `nobody-${++emails}@example.com` } },
      forwarded(address),
    );
    return errors[0]?.extensions.code;
  }

  it('believes no X-Forwarded-For where it knows of no proxy', async () => {
    const api = await TestApi.start({ env: { RATE_LIMIT_SIGN_INS_PER_MINUTE: '2' } });

    const codes = [await attempt(api, '203.0.113.1'), await attempt(api, '203.0.113.2'), await attempt(api, '::1')];

    expect(codes).toEqual(['UNAUTHENTICATED', 'UNAUTHENTICATED', 'RATE_LIMITED']);
    await api.stop();
  });

  it('believes one of TRUSTED_PROXIES, and not what that was told', async () => {
    const env = { RATE_LIMIT_SIGN_INS_PER_MINUTE: '1', TRUSTED_PROXIES: 'loopback' };
    const api = await TestApi.start({ env });

    const codes = [
      await attempt(api, '203.0.113.1'),
      await attempt(api, '203.0.113.2'),
      await attempt(api, '6.6.6.6, 203.0.113.2'),
    ];

    expect(codes).toEqual(['UNAUTHENTICATED', 'UNAUTHENTICATED', 'RATE_LIMITED']);
    await api.stop();
  });

  it('asks browsers for TLS where the proxy was reached by it', async () => {
    const api = await TestApi.start({ env: { TRUSTED_PROXIES: 'loopback' } });

    const overTls = await fetch(`${api.url}/health/live`, { headers: { 'x-forwarded-proto': 'https' } });
    const without = await fetch(`${api.url}/health/live`, { headers: { 'x-forwarded-proto': 'http' } });

    expect(overTls.headers.get('strict-transport-security')).toBe('max-age=31536000');
    expect(without.headers.get('strict-transport-security')).toBeNull();
    await api.stop();
  });

  it('names the client in the lines of the log', async () => {
    const api = await TestApi.start({ env: { TRUSTED_PROXIES: 'loopback' } });
    const now = String(Math.floor(Date.now() / 1000) - 86_400);
    const headers = {
      'x-forwarded-for': '203.0.113.9',
      'x-voxsync-application': toGlobalId('Application', newId()),
      'x-voxsync-signature': `t=${now},v1=${'0'.repeat(64)}`,
    };

    await fetch(`${api.url}/api/webhook/voximplant`, { method: 'POST', headers, body: '{}' });

    const line = api.log.find((text) => text.includes('A webhook was refused'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({ clientAddress: '203.0.113.9' });
    await api.stop();
  });

  it.each([
    ['', '9f1c2b3a-1111-4222-8333-abcdefabcdef', false],
    ['loopback', '9f1c2b3a-1111-4222-8333-abcdefabcdef', true],
    ['loopback', 'short', false],
    ['loopback', `${'x'.repeat(65)}`, false],
    ['loopback', 'with a space and more', false],
    ['loopback', '"},{"level":"error"', false],
  ])('with TRUSTED_PROXIES=%s takes over X-Request-Id: %s: %s', async (TRUSTED_PROXIES, given, isTaken) => {
    const api = await TestApi.start({ env: { TRUSTED_PROXIES } });

    const answer = await fetch(`${api.url}/health/live`, { headers: { 'x-request-id': given } });

    expect(answer.headers.get('x-request-id') === given).toBe(isTaken);
    await api.stop();
  });
});
