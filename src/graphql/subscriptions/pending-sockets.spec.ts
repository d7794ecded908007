import { PendingSockets } from './pending-sockets.js';

describe('PendingSockets', () => {
  it('lets a hundred of an address wait, and others beside them', () => {
    const pending = new PendingSockets();
    const first = Array.from({ length: 100 }, () => pending.add('203.0.113.7'));

    const [next, other] = [pending.add('203.0.113.7'), pending.add('203.0.113.8')];

    expect(first).not.toContain(null);
    expect(next).toBeNull();
    expect(other).not.toBeNull();
  });

  it('lets a thousand wait altogether', () => {
    const pending = new PendingSockets();

    const added = Array.from({ length: 1_001 }, (_, i) => pending.add(`203.0.${i % 250}.${Math.floor(i / 250)}`));

    expect(added.filter((settle) => settle === null)).toHaveLength(1);
    expect(pending.size).toBe(1_000);
  });

  it('has room again for each that is settled, however often that is said', () => {
    const pending = new PendingSockets();
    const [settle] = Array.from({ length: 100 }, () => pending.add('2001:db8::1'));

    settle?.();
    settle?.();

    expect(pending.add('2001:db8::2')).not.toBeNull();
    expect(pending.add('2001:db8::3')).toBeNull();
  });
});
