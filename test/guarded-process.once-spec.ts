import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGuarded } from './servers/guarded-process.js';

it('gives every server that a test starts a place of its own for temporary files', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'voxsync-test-'));

  const server = startGuarded(directory, 'sh', ['-c', 'mktemp']);
  const status = await server.ended;

  const file = server.output().trim();
  rmSync(directory, { recursive: true });
  expect({ status, file }).toEqual({ status: 0, file: expect.stringContaining(`${directory}/`) as string });
});
