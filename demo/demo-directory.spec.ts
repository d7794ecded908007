import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DemoDirectory } from './demo-directory.js';

describe('DemoDirectory', () => {
  let parent: string;

  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'voxsync-demo-spec-'));
  });
  afterEach(() => rm(parent, { recursive: true, force: true }));

  it('leaves nothing behind when all went well', async () => {
    const directory = await DemoDirectory.open(undefined);
    directory.writeLog('a line');

    await directory.close({ failed: false });

    expect(existsSync(directory.path)).toBe(false);
  });

  it('leaves the log of what failed, if there is one', async () => {
    const [silent, talkative] = [await DemoDirectory.open(undefined), await DemoDirectory.open(undefined)];
    talkative.writeLog('a line');

    await silent.close({ failed: true });
    await talkative.close({ failed: true });

    expect(existsSync(silent.path)).toBe(false);
    expect(await readFile(talkative.logFile, 'utf8')).toBe('a line\n');
    await rm(talkative.path, { recursive: true });
  });

  it('keeps what is to be kept, and takes no directory that holds something', async () => {
    const kept = join(parent, 'new', 'place');
    const directory = await DemoDirectory.open(kept);

    await directory.close({ failed: false });

    expect(existsSync(directory.logFile)).toBe(true);
    await expect(DemoDirectory.open(kept)).rejects.toMatchObject({ name: 'DemoError' });
  });
});
