import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { audio } from './audio.js';
import { AUDIO_HELP } from './audio/options.js';
import { calls } from './calls.js';
import { CALLS_HELP } from './calls/options.js';
import { NoServerError } from './database-server.js';
import { environment, render, renderLines, type Report } from './report.js';
import { recovery, RECOVERY_HELP } from './recovery.js';
import { start, START_HELP } from './start.js';
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
  start: { run: start, help: START_HELP },
};

const ALL_HELP = `npm run bench -- all [options]

  runs all of them, each as it is by default, and ends with one table

  --without <names>  leaves some out, e.g. calls,audio
  --json <file>      writes the reports there, too
`;

/**
 * Runs the benchmark that is named, or all, or lists what there is. Being slow is no failure: the exit status says only
 * whether it could be measured.
 */
async function main([name = '', ...args]: string[]): Promise<void> {
  if (name === 'all' && !args.includes('--help')) return runAll(args);
  const benchmark = Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined;
  if (benchmark === undefined || args.includes('--help')) {
    console.log(benchmark?.help ?? [...Object.values(BENCHMARKS).map(({ help }) => help), ALL_HELP].join('\n'));
    if (name !== '' && benchmark === undefined) throw new Error(`There is no benchmark "${name}"`);
    return;
  }
  const { file, rest } = withoutJson(args);
  const report = await benchmark.run(rest);
  console.log(render(report));
  write(file, report);
}

/** One after the other. One that cannot be measured is told of in the end, and keeps none of the others from it. */
async function runAll(args: string[]): Promise<void> {
  const { file, rest } = withoutJson(args);
  const { values } = parseArgs({ args: rest, options: { without: { type: 'string', default: '' } } });
  const left = new Set(values.without.split(','));
  const reports: Report[] = [];
  const failures: unknown[] = [];
  for (const [name, benchmark] of Object.entries(BENCHMARKS)) {
    if (left.has(name)) continue;
    try {
      const report = await benchmark.run([]);
      reports.push(report);
      console.log(render(report));
    } catch (error) {
      failures.push(new Error(`${name} could not be measured`, { cause: error }));
    }
  }
  console.log(renderLines(reports.flatMap(({ lines }) => lines)));
  write(file, { reports });
  if (failures.length > 0) throw new AggregateError(failures);
}

function write(file: string | undefined, results: object): void {
  if (file === undefined) return;
  writeFileSync(file, `${JSON.stringify({ environment: environment(), ...results }, null, 2)}\n`);
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
