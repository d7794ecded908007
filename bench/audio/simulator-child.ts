import { type Application, Simulator } from '../../simulator/index.js';
import { serveParent } from '../child.js';
import type { AudioApplication, AudioSimulatorFacts, SimulatedAudio } from './simulated-audio.js';

/** A simulator of both upstreams with recordings of given sizes, made while they are sent. */
const { seed, latencyMs, applications, until } = JSON.parse(process.argv[2] ?? '') as SimulatedAudio;
const simulator = await Simulator.start({ seed, applications: 0, latencyMs });
const [account] = simulator.accounts;
if (account === undefined) throw new Error('The simulator has no account');
/** As the simulator's recordings of conversations play. */
const BYTES_A_SECOND = 8000;

function fill({ id, agentId }: Application, files: number, megabytes: number): AudioApplication {
  const seconds = Math.round((megabytes * 1e6) / BYTES_A_SECOND);
  const last = Date.parse(until);
  const conversationIds = Array.from({ length: files }, (_, index) => {
    const start = new Date(last - index * 1000);
    const metadata = { start_time_unix_secs: Math.floor(start.getTime() / 1000), call_duration_secs: seconds };
    const { conversation_id } = simulator.addConversation(id, { metadata });
    simulator.addSession(id, {
      start_date: start.toISOString().slice(0, 19).replace('T', ' '),
      duration: seconds,
      custom_data: JSON.stringify({ v: 1, c: conversation_id }),
    });
    return conversation_id;
  });
  const bytes = conversationIds.reduce((sum, conversation) => sum + (simulator.audioOf(conversation)?.size ?? 0), 0);
  return { id, agentId, conversationIds, megabytes: bytes / 1e6 };
}

serveParent(
  {
    voximplantApiUrl: simulator.voximplantApiUrl,
    elevenLabsApiUrl: simulator.elevenLabsApiUrl,
    accountId: account.accountId,
    apiKey: account.apiKey,
    elevenLabsApiKey: account.elevenLabs.apiKey,
    applications: applications.map(({ files, megabytes }) =>
      fill(simulator.addApplication(account, { calls: { perApplication: 0 } }), files, megabytes),
    ),
  } satisfies AudioSimulatorFacts,
  () => simulator.stop(),
);
