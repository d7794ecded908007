import type { RawAnalysis, RawTurn } from '../elevenlabs/wire.js';
import { type Dialogue, DIALOGUES } from './dialogues.js';
import { Dice, type Random } from './random.js';

const SECONDS_PER_TURN = 5;
const INTERRUPTED = 0.08;
/** Share of the conversations in which the agent looks something up; of those, share in which the tool fails. */
const LOOKS_UP = 0.5;
const TOOL_FAILS = 0.1;
const SUCCESS = new Dice({ success: 80, failure: 12, unknown: 8 });

export interface Transcript {
  readonly language: string;
  readonly turns: RawTurn[];
  readonly analysis: RawAnalysis;
}

/** What was said in a conversation of this length: as many turns as fit in, in one language. */
export function writeTranscript(random: Random, agentId: string, durationSeconds: number): Transcript {
  const dialogue = random.pick(DIALOGUES);
  const turns: RawTurn[] = [agentTurn(agentId, 0, dialogue.greeting)];
  const room = Math.max(0, Math.floor(durationSeconds / SECONDS_PER_TURN) - 2);
  const order = random.chance(LOOKS_UP) && room >= 4 ? `A-${random.int(1000, 9999)}` : undefined;
  let at = SECONDS_PER_TURN;
  for (let exchange = 0; exchange < Math.floor(room / 2); exchange += 1) {
    if (order !== undefined && exchange === 1) {
      turns.push(...lookUp(random, agentId, at, dialogue, order));
    } else {
      const [question, answer] = dialogue.exchanges[exchange % dialogue.exchanges.length] as readonly [string, string];
      turns.push(userTurn(at, question), answerTurn(random, agentId, at + SECONDS_PER_TURN, answer));
    }
    at += 2 * SECONDS_PER_TURN;
  }
  turns.push(agentTurn(agentId, Math.min(at, durationSeconds), dialogue.goodbye));
  return { language: dialogue.language, turns, analysis: analysisOf(random, dialogue, order) };
}

function userTurn(at: number, message: string): RawTurn {
  return {
    role: 'user',
    agent_metadata: null,
    message,
    ...NO_TOOLS,
    time_in_call_secs: at,
    interrupted: false,
    source_medium: 'audio',
  };
}

function agentTurn(agentId: string, at: number, message: string): RawTurn {
  return {
    ...toolTurn(agentId, at),
    message,
    interrupted: false,
    original_message: null,
    source_medium: null,
    conversation_turn_metrics: { metrics: { convai_tts_service_ttfb: { elapsed_time: 0.18 } } },
  };
}

/** The agent's answer, cut short now and then by a caller who speaks up. */
function answerTurn(random: Random, agentId: string, at: number, message: string): RawTurn {
  const turn = agentTurn(agentId, at, message);
  if (!random.chance(INTERRUPTED)) return turn;
  const characters = [...message];
  const spoken = characters.slice(0, Math.ceil(characters.length * 0.6)).join('');
  return { ...turn, message: spoken, interrupted: true, original_message: message };
}

/** A tool use is several items in one second, two of them without a message (reference 3.4). */
function lookUp(random: Random, agentId: string, at: number, { order }: Dialogue, number: string): RawTurn[] {
  const request_id = `call_${random.text(8)}`;
  const fails = random.chance(TOOL_FAILS);
  const call = {
    type: 'webhook',
    request_id,
    tool_name: 'find_order',
    params_as_json: JSON.stringify({ order_number: number }),
    tool_has_been_called: true,
    // Belongs to another system and must not reach a client of the mirror.
    tool_details: {
      type: 'webhook',
      method: 'GET',
      url: 'https://shop.example/orders',
      headers: { 'x-token': 'planted-tool-secret' },
    },
  };
  const result = {
    type: 'webhook',
    request_id,
    tool_name: 'find_order',
    result_value: fails ? 'upstream timed out' : JSON.stringify({ delivery: '2026-10-23' }),
    is_error: fails,
    is_blocked: false,
    tool_has_been_called: true,
    tool_latency_secs: 0.41,
  };
  const answerAt = at + SECONDS_PER_TURN;
  return [
    userTurn(at, `${order.user} ${number}`),
    { ...toolTurn(agentId, answerAt), tool_calls: [call] },
    { ...toolTurn(agentId, answerAt), tool_results: [result] },
    answerTurn(random, agentId, answerAt, order.agent),
  ];
}

const NO_TOOLS = { tool_calls: [], tool_results: [] };

function toolTurn(agentId: string, at: number): RawTurn {
  const agent_metadata = { agent_id: agentId, branch_id: null, workflow_node_id: null };
  return { role: 'agent', agent_metadata, message: null, ...NO_TOOLS, time_in_call_secs: at };
}

function analysisOf(random: Random, dialogue: Dialogue, order: string | undefined): RawAnalysis {
  const success = random.roll(SUCCESS);
  return {
    call_successful: success,
    transcript_summary: `The caller asked about ${order === undefined ? 'opening hours' : `order ${order}`} in ${dialogue.language}.\n`,
    call_summary_title: order === undefined ? 'General question' : 'Delivery date of an order',
    evaluation_criteria_results: {
      answered_question: { criteria_id: 'answered_question', result: success, rationale: 'Judged by the last turns.' },
    },
    data_collection_results: {
      order_number: {
        data_collection_id: 'order_number',
        value: order ?? null,
        rationale: order ? 'Said by the caller.' : 'Not mentioned.',
      },
      callback_wanted: {
        data_collection_id: 'callback_wanted',
        value: random.chance(0.2),
        rationale: 'Derived from the request.',
      },
      guests: { data_collection_id: 'guests', value: random.int(1, 8), rationale: 'Said by the caller.' },
    },
  };
}
