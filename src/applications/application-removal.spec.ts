import { ApplicationRemoval } from './application-removal.js';

const APPLICATION = { id: 'app', workspaceId: 'ws' };

describe('ApplicationRemoval', () => {
  it('stops the work before it deletes files, and these before rows, whoever came first', async () => {
    const removal = new ApplicationRemoval();
    const done: string[] = [];
    for (const [stage, name] of [
      ['rows', 'calls'],
      ['files', 'recordings'],
      ['work', 'runs'],
      ['rows', 'transcripts'],
    ] as const) {
      removal.register(stage, ({ id }) => {
        done.push(`${name} of ${id}`);
        return Promise.resolve();
      });
    }

    await removal.prepare(APPLICATION);

    expect(done).toEqual(['runs of app', 'recordings of app', 'calls of app', 'transcripts of app']);
  });

  it('goes no further where a step fails', async () => {
    const removal = new ApplicationRemoval();
    let reached = false;
    removal.register('files', () => Promise.reject(new Error('disk')));
    removal.register('rows', () => {
      reached = true;
      return Promise.resolve();
    });

    await expect(removal.prepare(APPLICATION)).rejects.toThrow('disk');

    expect(reached).toBe(false);
  });
});
