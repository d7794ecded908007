import { HostAllowList } from './host-allow-list.js';

const HOST = /^storage-gw-[a-z]{2}-\d{2}\.voximplant\.com$/;

describe('HostAllowList', () => {
  it('allows https on a host that matches', () => {
    expect(new HostAllowList(HOST).allows(new URL('https://storage-gw-us-01.voximplant.com/a.mp3?record_id=1'))).toBe(
      true,
    );
  });

  it.each([
    'http://storage-gw-us-01.voximplant.com/a.mp3',
    'https://storage-gw-us-01.voximplant.com:8443/a.mp3',
    'https://storage-gw-us-01.voximplant.com.evil.example/a.mp3',
    'https://evil.example/storage-gw-us-01.voximplant.com',
    'https://storage-gw-us-01.voximplant.com@evil.example/a.mp3',
    'https://user:password@storage-gw-us-01.voximplant.com/a.mp3',
    'https://169.254.169.254/latest/meta-data',
    'file:///etc/passwd',
  ])('refuses %s', (url) => {
    expect(new HostAllowList(HOST).allows(new URL(url))).toBe(false);
  });

  it('allows the origin of the override too, and no other port of it', () => {
    const list = new HostAllowList(HOST, 'http://localhost:4000/platform_api');

    expect(list.allows(new URL('http://localhost:4000/records/a.mp3'))).toBe(true);
    expect(list.allows(new URL('http://localhost:4001/records/a.mp3'))).toBe(false);
  });
});
