import { parseArgs } from 'node:util';
import { effects, Simulator } from './index.js';

const HELP = `Plays Voximplant and ElevenLabs on this machine, with made-up calls.

  npm run simulator -- [options]

  --port <number>          port to listen on (4010)
  --host <address>         address to listen on (127.0.0.1)
  --seed <number>          the same seed gives the same calls (1)
  --calls <number>         calls in each application (400)
  --days <number>          days over which they are spread (30)
  --accounts <number>      accounts (1)
  --applications <number>  applications in each account (1)
  --burst <number>         calls that start in one and the same second (0)
  --latency <ms>           delay of every answer (0)
  --failing <share>        share of the requests that fail with HTTP 503, 0 to 1 (0)
  --help                   this text
`;

const values = readArguments();

if (values.help) {
  console.log(HELP);
} else {
  await run();
}

async function run(): Promise<void> {
  const simulator = await Simulator.start({
    port: number('port'),
    host: values.host,
    seed: number('seed'),
    accounts: number('accounts'),
    applications: number('applications'),
    calls: { perApplication: number('calls'), days: number('days'), largestBurst: number('burst') },
    latencyMs: number('latency'),
  });
  if (number('failing') > 0) simulator.faults.add(effects.httpStatus(503), { probability: number('failing') });
  print(simulator);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      simulator.stop().catch(console.error);
    });
  }
}

function print({ voximplantApiUrl, elevenLabsApiUrl, accounts }: Simulator): void {
  console.log(`VOXIMPLANT_API_URL=${voximplantApiUrl}\nELEVENLABS_API_URL=${elevenLabsApiUrl}`);
  for (const account of accounts) {
    console.log(`\nVoximplant account ${account.accountId}   API key ${account.apiKey}`);
    console.log(`ElevenLabs key     ${account.elevenLabs.apiKey}`);
    for (const { id, name, agentId } of account.applications) console.log(`Application ${id}   ${name}   ${agentId}`);
  }
  console.log(
    `\nService account key of the first account:\n${accounts[0]?.serviceAccountKey ?? 'none'}\n\nCtrl+C ends it.`,
  );
}

function number(option: Exclude<keyof typeof values, 'host' | 'help'>): number {
  const value = Number(values[option]);
  if (Number.isFinite(value) && value >= 0) return value;
  return fail(`--${option} must be a number, not "${values[option]}".`);
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string', default: '4010' },
        host: { type: 'string', default: '127.0.0.1' },
        seed: { type: 'string', default: '1' },
        calls: { type: 'string', default: '400' },
        days: { type: 'string', default: '30' },
        accounts: { type: 'string', default: '1' },
        applications: { type: 'string', default: '1' },
        burst: { type: 'string', default: '0' },
        latency: { type: 'string', default: '0' },
        failing: { type: 'string', default: '0' },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error));
  }
}

function fail(message: string): never {
  console.error(`${message}\nSee --help.`);
  process.exit(1);
}
