import { AppLogger, type AppLoggerOptions } from './app-logger.js';
import { withLogFacts } from './log-context.js';

function logging(options: Partial<AppLoggerOptions> = {}) {
  const lines: string[] = [];
  const logger = new AppLogger({ level: 'info', format: 'json', write: (line) => lines.push(line), ...options });
  return { logger, lines, records: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('AppLogger', () => {
  it('writes one JSON line with the facts as fields', () => {
    const { logger, records } = logging();

    logger.log({ message: 'Run finished', runId: 'run_1', durationMs: 12 }, 'SyncRunner');

    expect(records()).toEqual([
      {
        timestamp: expect.any(String) as string,
        level: 'info',
        context: 'SyncRunner',
        message: 'Run finished',
        runId: 'run_1',
        durationMs: 12,
      },
    ]);
  });

  it('adds what the request or the run has said of itself', () => {
    const { logger, records } = logging();

    withLogFacts({ requestId: 'r1' }, () => withLogFacts({ runId: 'run_1' }, () => logger.warn('Slow')));

    expect(records()[0]).toMatchObject({ level: 'warn', message: 'Slow', requestId: 'r1', runId: 'run_1' });
  });

  it('shows errors whole, with their causes', () => {
    const { logger, records } = logging();
    const err = new Error('outer', { cause: new Error('inner') });

    logger.error({ message: 'Run failed', err });
    logger.error(err);

    expect(records()).toMatchObject([
      { message: 'Run failed', err: { message: 'outer', cause: { message: 'inner' } } },
      { message: 'outer', err: { cause: { message: 'inner' } } },
    ]);
  });

  it.each(['json', 'text'] as const)('redacts whatever way a secret comes, as %s', (format) => {
    const { logger, lines } = logging({ format });
    const secret = 'vox_plantedplantedplanted';

    logger.log(`text ${secret}`, secret);
    logger.log({ message: `message ${secret}`, password: 'planted', url: `/x?signature=planted` });
    logger.error({ message: 'Failed', err: new Error(secret, { cause: new Error(secret) }) });
    logger.error('Failed', `Error: ${secret}\n    at planted.js`);
    withLogFacts({ note: secret }, () => logger.log('x'));

    expect(lines).toHaveLength(5);
    expect(lines.filter((line) => line.includes('plantedplanted') || line.includes('password=planted'))).toEqual([]);
  });

  it('leaves out what is below its level, and the framework telling of its start', () => {
    const { logger, lines } = logging();

    logger.debug('detail');
    logger.log('AppModule dependencies initialized', 'InstanceLoader');

    expect(lines).toEqual([]);
  });

  it.each(['json', 'text'] as const)('lets nothing from outside pass for a line of its own, as %s', (format) => {
    const { logger, lines } = logging({ format });

    logger.log({ message: 'a\r\n2026 ERROR forged', note: 'b\n2026 ERROR forged' });

    expect(lines[0]).not.toMatch(/[\r\n]/);
  });

  it('writes for the eye too', () => {
    const { logger, lines } = logging({ format: 'text' });

    logger.error({ message: 'Run failed', runId: 'run_1', err: new Error('boom') }, 'Sync');

    expect(lines[0]).toMatch(/^\S+Z ERROR {3}\[Sync\] Run failed runId=run_1\nError: boom\n {4}at /);
  });
});
