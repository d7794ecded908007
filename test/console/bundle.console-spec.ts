import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const DIST = join(import.meta.dirname, '../../console/dist');
const BUDGET_BYTES = 300_000;
/** Of what is loaded when it is needed: charts, the waveform, highlighted code. */
const HEAVY = ['charts', 'waveform', 'code-view'];

interface Chunk {
  file: string;
  imports?: string[];
}

describe('the bundle of the console', () => {
  const manifest = JSON.parse(readFileSync(join(DIST, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>;

  /** An entry with everything that it imports at once. */
  function closure(name: string, seen = new Set<string>()): Set<string> {
    if (seen.has(name)) return seen;
    seen.add(name);
    for (const imported of manifest[name]?.imports ?? []) closure(imported, seen);
    return seen;
  }

  it('loads less than 300 KB of compressed script at first', () => {
    const files = [...closure('index.html')].map((name) => manifest[name]!.file);

    const bytes = files.reduce((sum, file) => sum + statSync(join(DIST, `${file}.gz`)).size, 0);

    expect(bytes).toBeLessThan(BUDGET_BYTES);
    expect(files.filter((file) => HEAVY.some((name) => file.includes(name)))).toEqual([]);
  });
});
