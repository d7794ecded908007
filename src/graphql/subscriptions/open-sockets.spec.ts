import { CredentialEvents } from '../../auth/credential-events.js';
import { Role } from '../../auth/role.js';
import type { Viewer } from '../../auth/viewer.js';
import { Metrics } from '../../metrics/index.js';
import { LocalBus } from '../../queue/local-bus.js';
import { OpenSockets } from './open-sockets.js';

function viewer(id: string, kind: 'user' | 'apiKey' = 'apiKey', expiresAt: Date | null = null): Viewer {
  return { workspaceId: 'w', role: Role.VIEWER, credential: { kind, id }, expiresAt };
}

function setUp() {
  const events = new CredentialEvents(new LocalBus());
  const sockets = new OpenSockets(events, new Metrics());
  sockets.onApplicationBootstrap();
  const closed: string[] = [];
  return { events, sockets, closed, closing: (name: string) => () => closed.push(name) };
}

describe('OpenSockets', () => {
  it('closes what a revoked credential has opened, and nothing else', () => {
    const { events, sockets, closed, closing } = setUp();
    sockets.add(viewer('1'), closing('a'));
    sockets.add(viewer('1'), closing('b'));
    sockets.add(viewer('2'), closing('c'));
    sockets.add(viewer('1', 'user'), closing('d'));

    events.revoked({ kind: 'apiKey', id: '1' });

    expect(closed).toEqual(['a', 'b']);
  });

  it('closes what has run out', async () => {
    const { sockets, closed, closing } = setUp();

    sockets.add(viewer('1', 'user', new Date(Date.now() + 10)), closing('a'));
    await new Promise((resolve) => setTimeout(resolve, 30));

    expect(closed).toEqual(['a']);
  });

  it('keeps nothing of what was closed', () => {
    const { events, sockets, closed, closing } = setUp();
    const forget = [sockets.add(viewer('1'), closing('a')), sockets.add(viewer('1'), closing('b'))];

    forget.forEach((one) => one());
    events.revoked({ kind: 'apiKey', id: '1' });

    expect(sockets.size).toBe(0);
    expect(closed).toEqual([]);
  });
});
