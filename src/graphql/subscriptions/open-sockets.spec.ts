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
  const looking: string[] = [];
  const socket = (name: string, operations = 0) => ({
    close: () => closed.push(name),
    lookAgain: () => looking.push(name),
    operations: () => operations,
  });
  return { events, sockets, closed, looking, socket };
}

describe('OpenSockets', () => {
  it('has what a changed credential has opened look again, and nothing else', () => {
    const { events, sockets, looking, socket } = setUp();
    sockets.add(viewer('1'), socket('a'));
    sockets.add(viewer('1'), socket('b'));
    sockets.add(viewer('2'), socket('c'));
    sockets.add(viewer('1', 'user'), socket('d'));

    events.changed({ kind: 'apiKey', id: '1' });

    expect(looking).toEqual(['a', 'b']);
  });

  it('closes what has run out', async () => {
    const { sockets, closed, socket } = setUp();

    sockets.add(viewer('1', 'user', new Date(Date.now() + 10)), socket('a'));
    await new Promise((resolve) => setTimeout(resolve, 30));

    expect(closed).toEqual(['a']);
  });

  it('keeps nothing of what was closed', () => {
    const { events, sockets, closed, looking, socket } = setUp();
    const forget = [sockets.add(viewer('1'), socket('a')), sockets.add(viewer('1'), socket('b'))];

    forget.forEach((one) => one());
    events.changed({ kind: 'apiKey', id: '1' });

    expect(sockets.size).toBe(0);
    expect([closed, looking]).toEqual([[], []]);
  });

  it('knows how many sockets and operations a credential has', () => {
    const { sockets, socket } = setUp();
    sockets.add(viewer('1'), socket('a', 2));
    const forget = sockets.add(viewer('1'), socket('b', 40));
    sockets.add(viewer('2'), socket('c', 7));

    const before = sockets.of(viewer('1'));
    forget();

    expect(before).toEqual({ sockets: 2, operations: 42 });
    expect(sockets.of(viewer('1'))).toEqual({ sockets: 1, operations: 2 });
  });
});
