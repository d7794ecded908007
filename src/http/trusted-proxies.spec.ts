import type { IncomingMessage } from 'node:http';
import { TrustedProxies } from './trusted-proxies.js';

function from(remoteAddress: string, forwarded?: string): IncomingMessage {
  return { socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } } as unknown as IncomingMessage;
}

describe('TrustedProxies', () => {
  it.each([
    ['nobody', [], '10.0.0.1', '203.0.113.7', '10.0.0.1'],
    ['the proxy', ['10.0.0.1'], '10.0.0.1', '203.0.113.7', '203.0.113.7'],
    ['its subnet', ['10.0.0.0/8'], '10.9.9.9', '203.0.113.7', '203.0.113.7'],
    ['its subnet, reached over IPv6', ['10.0.0.0/8'], '::ffff:10.9.9.9', '203.0.113.7', '203.0.113.7'],
    ['another one', ['10.0.0.2'], '10.0.0.1', '203.0.113.7', '10.0.0.1'],
    ['the proxy, which adds to what the client sent', ['10.0.0.1'], '10.0.0.1', '6.6.6.6, 203.0.113.7', '203.0.113.7'],
    ['two in a row', ['10.0.0.1', '10.0.0.2'], '10.0.0.1', '203.0.113.7, 10.0.0.2', '203.0.113.7'],
    ['the proxy, which tells rubbish', ['10.0.0.1'], '10.0.0.1', 'unknown', '10.0.0.1'],
    ['the proxy, which tells nothing', ['10.0.0.1'], '10.0.0.1', undefined, '10.0.0.1'],
  ])('believes %s', (_, trusted, connection, forwarded, address) => {
    const proxies = new TrustedProxies({ TRUSTED_PROXIES: trusted });

    expect(proxies.addressOf(from(connection, forwarded))).toBe(address);
  });

  it('knows who is behind one', () => {
    const proxies = new TrustedProxies({ TRUSTED_PROXIES: ['loopback'] });

    expect(['127.0.0.1', '::1', '203.0.113.7'].map((address) => proxies.areBehind(from(address)))).toEqual([
      true,
      true,
      false,
    ]);
  });
});
