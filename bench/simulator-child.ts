import { effects, Simulator } from '../simulator/index.js';
import { serveParent } from './child.js';
import type { SimulatedCalls, SimulatorFacts } from './simulated-calls.js';

/** A simulator of both upstreams, of which nothing changes any more: every call is over and billed. */
const { seed, calls, until, pageDelayMs = 0, pageSize } = JSON.parse(process.argv[2] ?? '') as SimulatedCalls;
const simulator = await Simulator.start({ seed, applications: 0 });
const [account] = simulator.accounts;
if (account === undefined) throw new Error('The simulator has no account');
const applications = calls.map((perApplication) => {
  const { id, agentId } = simulator.addApplication(account, {
    calls: { perApplication, until: new Date(until), running: 0 },
  });
  return { id, agentId };
});
const history = { method: 'GetCallHistory' };
if (pageDelayMs > 0) simulator.faults.add(effects.delay(pageDelayMs), history);
if (pageSize !== undefined)
  simulator.faults.add(
    effects.alteredRows((rows) => rows.slice(0, pageSize)),
    history,
  );
serveParent(
  {
    voximplantApiUrl: simulator.voximplantApiUrl,
    elevenLabsApiUrl: simulator.elevenLabsApiUrl,
    accountId: account.accountId,
    apiKey: account.apiKey,
    elevenLabsApiKey: account.elevenLabs.apiKey,
    applications,
  } satisfies SimulatorFacts,
  () => simulator.stop(),
);
