import { existsSync } from 'node:fs';
import { Logger } from '@nestjs/common';
import { createApp } from './bootstrap.js';
import { ConfigurationError, parseEnv } from './config/index.js';

const ENV_FILE = '.env';
const logger = new Logger('Voxsync');

/** Reads the environment, starts the application and serves until a signal ends it. */
async function main(): Promise<void> {
  if (existsSync(ENV_FILE)) process.loadEnvFile(ENV_FILE);
  const env = parseEnv(process.env);
  const app = await createApp(env);
  app.enableShutdownHooks(['SIGINT', 'SIGTERM'], { useProcessExit: true }); // status 0, as nothing is wrong
  await app.listen(env.PORT, env.HOST);
  const listeningOn = await app.getUrl();
  if (env.PROCESS_ROLE === 'worker') return logger.log({ message: 'Working on syncs', listeningOn });
  const [playground, console] = [env.GRAPHQL_INTROSPECTION === 'on', env.CONSOLE === 'on'];
  logger.log({ message: `Serving ${env.PUBLIC_URL}`, listeningOn, playground, console });
}

/** Ends the process: what is half started, or in a state that nobody knows, is not worth keeping. */
function fail(error: unknown): never {
  // Settings are the reader's to mend, and a stack would only hide which one it is.
  if (error instanceof ConfigurationError) process.stderr.write(`${error.message}\n`);
  else logger.fatal({ message: 'Voxsync has to stop', err: error });
  process.exit(1);
}

process.on('uncaughtException', fail); // rejections that nobody handles come here too
await main().catch(fail);
