import { jest } from '@jest/globals';
import { LocalBus } from '../queue/local-bus.js';
import { ProgressPublisher } from './progress-publisher.js';
import type { RunLedger } from './run-ledger.js';
import { SyncStatus } from './sync.enums.js';
import type { SyncRunSnapshot } from './sync-run.snapshot.js';
import { type RunMessage, runTopic } from './sync-topics.js';

/** A publisher over one row, and what its subscribers hear. */
function publishing() {
  const row = { id: 'run', workspaceId: 'workspace', status: SyncStatus.RUNNING, sequence: 1 };
  const find = jest.fn(() => Promise.resolve({ ...row } as SyncRunSnapshot | undefined));
  const bus = new LocalBus();
  const heard: { at: number; sequence: number; status: SyncStatus }[] = [];
  bus.subscribe(runTopic('run'), (message) => {
    const { run } = message as RunMessage;
    heard.push({ at: Date.now(), sequence: run.sequence, status: run.status });
  });
  return { row, find, heard, publisher: new ProgressPublisher({ find } as unknown as RunLedger, bus) };
}

describe('ProgressPublisher', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('makes one snapshot of changes that come faster than four a second, the newest', async () => {
    const { row, heard, publisher } = publishing();

    for (row.sequence = 1; row.sequence < 100; row.sequence++) {
      publisher.changed('run');
      await jest.advanceTimersByTimeAsync(10);
    }
    await jest.advanceTimersByTimeAsync(1000);

    const pauses = heard.slice(1).map(({ at }, index) => at - heard[index]!.at);
    expect(heard).toHaveLength(5);
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(250);
    expect(heard.at(-1)?.sequence).toBe(100);
  });

  it('publishes the last snapshot at once, and nothing after it', async () => {
    const { row, heard, publisher } = publishing();
    publisher.changed('run');
    await jest.advanceTimersByTimeAsync(0);
    publisher.changed('run');

    row.status = SyncStatus.SUCCEEDED;
    row.sequence = 2;
    await publisher.settled('run');
    await jest.advanceTimersByTimeAsync(1000);

    expect(heard.map(({ status }) => status)).toEqual([SyncStatus.RUNNING, SyncStatus.SUCCEEDED]);
  });

  it('lets no snapshot overtake a newer one, though the older one is read for long', async () => {
    const { row, find, heard, publisher } = publishing();
    const slow = Promise.withResolvers<SyncRunSnapshot>();
    find.mockReturnValueOnce(slow.promise);
    publisher.changed('run');
    await jest.advanceTimersByTimeAsync(0);

    const older = { ...row } as SyncRunSnapshot;
    row.status = SyncStatus.SUCCEEDED;
    row.sequence = 2;
    const settled = publisher.settled('run');
    await jest.advanceTimersByTimeAsync(0);
    slow.resolve(older);
    await settled;

    expect(heard.map(({ sequence }) => sequence)).toEqual([1, 2]);
  });

  it('publishes the last snapshot once the database can be read again', async () => {
    const { row, find, heard, publisher } = publishing();
    row.status = SyncStatus.SUCCEEDED;
    find.mockRejectedValueOnce(new Error('away')).mockRejectedValueOnce(new Error('still away'));

    await expect(publisher.settled('run')).rejects.toThrow('away');
    await jest.advanceTimersByTimeAsync(1000);

    expect(heard.map(({ status }) => status)).toEqual([SyncStatus.SUCCEEDED]);
  });

  it('says nothing of a run that is gone', async () => {
    const { find, heard, publisher } = publishing();
    find.mockResolvedValue(undefined);

    publisher.changed('run');
    await jest.advanceTimersByTimeAsync(1000);

    expect(heard).toEqual([]);
  });

  it('falls silent at the end of the process', async () => {
    const { heard, publisher } = publishing();
    publisher.changed('run');

    publisher.onApplicationShutdown();
    publisher.changed('run');
    await jest.advanceTimersByTimeAsync(1000);

    expect(heard).toEqual([]);
  });
});
