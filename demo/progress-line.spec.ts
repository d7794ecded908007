import { describe as describeProgress, drawBar, type Output, ProgressLine } from './progress-line.js';
import type { Progress } from './sync.js';

const progress = (done: number, total: number | null = 400, more: Partial<Progress> = {}): Progress => ({
  sequence: done,
  done,
  total,
  fraction: total === null ? null : done / total,
  itemsPerSecond: 100,
  etaSeconds: total === null ? null : (total - done) / 100,
  ...more,
});

function screen(columns?: number): { output: Output; text: () => string } {
  const parts: string[] = [];
  return {
    output: { write: (text) => parts.push(text), isTTY: columns !== undefined, columns },
    text: () => parts.join(''),
  };
}

describe('ProgressLine', () => {
  it('redraws one line in a terminal', () => {
    const { output, text } = screen(80);
    const line = new ProgressLine('Sync', output);

    line.show(progress(100));
    line.show(progress(400));
    line.end();

    expect(text().split('\r').slice(1)).toEqual([
      'Sync ███████░░░░░░░░░░░░░░░░░░░░░░░ 100/400  100/s  3 s left\x1b[K',
      'Sync ██████████████████████████████ 400/400  100/s\x1b[K\n',
    ]);
  });

  it('draws a bar where a terminal claims to have no width', () => {
    const { output, text } = screen(0);

    new ProgressLine('Sync', output).show(progress(200));

    expect(text()).toContain('█'.repeat(15));
  });

  it('writes a line now and then elsewhere, and one when all is done', () => {
    const { output, text } = screen();
    let now = 0;
    const line = new ProgressLine('Sync', output, () => now);

    for (const [at, done] of [
      [0, 10],
      [900, 90],
      [1000, 100],
      [1100, 400],
      [1200, 400],
    ] as const) {
      now = at;
      line.show(progress(done));
    }
    line.end();

    expect(text()).toBe('Sync: 10/400  100/s  4 s left\nSync: 100/400  100/s  3 s left\nSync: 400/400  100/s\n');
  });

  it('says nothing elsewhere before the total is known', () => {
    const { output, text } = screen();

    new ProgressLine('Sync', output).show(progress(0, null));

    expect(text()).toBe('');
  });
});

describe('drawBar', () => {
  it.each([200, 60, 40, 30, 12, 1])('stays within %i columns', (columns) => {
    expect(drawBar('Syncing calls', progress(100), columns).length).toBeLessThan(columns);
  });

  it('gives up the bar before the numbers', () => {
    expect(drawBar('Sync', progress(100), 34)).toBe('Sync 100/400  100/s  3 s left');
  });

  it('is full only when all is done', () => {
    expect(drawBar('Sync', progress(399), 80)).toContain('░');
  });
});

describe('describe', () => {
  it.each([
    [progress(0, null, { itemsPerSecond: null }), '0'],
    [progress(0, 400, { itemsPerSecond: 0, etaSeconds: null }), '0/400'],
    [progress(5, 10_000), '5/10000  100/s  1 min 40 s left'],
    [progress(400, 400, { etaSeconds: 0 }), '400/400  100/s'],
  ])('says what is known: %#', (known, text) => {
    expect(describeProgress(known)).toBe(text);
  });
});
