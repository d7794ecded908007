import { writeFileSync } from 'node:fs';
import { audio } from './audio.js';
import { AUDIO_HELP } from './audio/options.js';
import { calls } from './calls.js';
import { CALLS_HELP } from './calls/options.js';
import { NoServerError } from './database-server.js';
import { environment, render, type Report } from './report.js';
import { recovery, RECOVERY_HELP } from './recovery.js';
import { subscribers, SUBSCRIBERS_HELP } from './subscribers.js';
import { sync } from './sync.js';
import { SYNC_HELP } from './sync/options.js';
import { workers, WORKERS_HELP } from './workers.js';

interface Benchmark {
  run(args: string[]): Promise<Report>;
  help: string;
}

const BENCHMARKS: Readonly<Record<string, Benchmark>> = {
  sync: { run: sync, help: SYNC_HELP },
  calls: { run: calls, help: CALLS_HELP },
  audio: { run: audio, help: AUDIO_HELP },
  workers: { run: workers, help: WORKERS_HELP },
  subscribers: { run: subscribers, help: SUBSCRIBERS_HELP },
  recovery: { run: recovery, help: RECOVERY_HELP },
};

/**
 * Runs the benchmark that is named, or lists what there is. Being slow is no failure: the exit status says only whether
 * it could be measured.
 */
async function main([name = '', ...args]: string[]): Promise<void> {
  const benchmark = Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined;
  if (benchmark === undefined || args.includes('--help')) {
    console.log(
      benchmark?.help ??
        Object.values(BENCHMARKS)
          .map(({ help }) => help)
          .join('\n'),
    );
    if (name !== '' && benchmark === undefined) throw new Error(`There is no benchmark "${name}"`);
    return;
  }
  const { file, rest } = withoutJson(args);
  const report = await benchmark.run(rest);
  console.log(render(report));
  if (file !== undefined)
    writeFileSync(file, `${JSON.stringify({ environment: environment(), ...report }, null, 2)}\n`);
}

/** Takes `--json FILE` out of the arguments; every benchmark knows it. */
function withoutJson(args: string[]): { file: string | undefined; rest: string[] } {
  const place = args.indexOf('--json');
  if (place === -1) return { file: undefined, rest: args };
  const file = args[place + 1];
  if (file === undefined) throw new Error('--json needs a file');
  return { file, rest: args.toSpliced(place, 2) };
}

await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof NoServerError ? error.message : error);
  process.exitCode = 1;
});
