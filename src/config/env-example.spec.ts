import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv, SETTINGS } from './env.js';

const text = readFileSync(join(import.meta.dirname, '../../.env.example'), 'utf8');
const lines = [...text.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name ?? '', value ?? ''] as const);

describe('.env.example', () => {
  it('names every setting once, and nothing else', () => {
    expect(lines.map(([name]) => name).sort()).toEqual([...SETTINGS].sort());
  });

  it('shows the defaults', () => {
    const shown = parseEnv(Object.fromEntries(lines));

    expect(shown).toEqual(parseEnv({}));
  });
});
