import { SERVER_KINDS, urlVariable } from '../kinds.js';
import { missingServers, type RunningServer, runningServers, wantedServers } from '../running-servers.js';

/**
 * Waits for the servers that the projects' own set-ups have asked for, tells the test files where they are, and the person
 * which they are. Jest calls this one after those of the selected projects: so nothing starts that nobody needs, and what
 * starts does so side by side.
 *
 * @throws Error if REQUIRE_SERVICES is set and there is a kind of server that this machine does not have
 */
export default async function finish(): Promise<void> {
  for (const kind of SERVER_KINDS) delete process.env[urlVariable(kind)];
  if (wantedServers().length === 0) return;

  const missing = missingServers().join(', ');
  if (missing && process.env.REQUIRE_SERVICES === '1') {
    throw new Error(`REQUIRE_SERVICES is set, but there is no program or TEST_…_URL for: ${missing}`);
  }
  const servers = await runningServers();
  for (const { kind, url } of servers) process.env[urlVariable(kind)] = url;
  // On the stream that Jest reports on, so that `--json` stays readable.
  process.stderr.write(`backends: ${['sqlite', ...servers.map(describe)].join(', ')}; missing: ${missing || 'none'}\n`);
}

function describe({ kind, version, source }: RunningServer): string {
  return `${kind} ${version} (${source})`;
}
