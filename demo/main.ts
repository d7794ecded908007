import { DemoError } from './demo-error.js';
import { HELP, parseOptions } from './options.js';

const USAGE = 2;
/** What does not end by then is not worth waiting for. */
const LONGEST_SHUTDOWN_MS = 5000;

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options === 'help') {
    console.log(HELP);
    return 0;
  }
  const interrupt = interruption();
  const { runDemo } = await import('./run-demo.js'); // late, so that --help does not wait for the whole server
  return runDemo(options, interrupt);
}

/** Ctrl-C, which npm may pass on a second time; the end of the terminal; the end of `head`, to which this was piped. */
function interruption(): AbortSignal {
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => interrupt.abort());
  process.stdout.on('error', () => interrupt.abort());
  interrupt.signal.addEventListener('abort', () => {
    setTimeout(() => process.exit(1), LONGEST_SHUTDOWN_MS).unref();
  });
  return interrupt.signal;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof DemoError)) throw error;
  console.error(`${error.message}\nSee npm run demo -- --help.`);
  process.exitCode = USAGE;
}
