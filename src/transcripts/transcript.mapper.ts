import type {
  Conversation,
  ConversationToolCall,
  ConversationToolResult,
  ConversationTurn,
} from '../upstream/index.js';
import type { EvaluationContent, MessageContent, ToolCallContent, TranscriptContent } from './transcript.content.js';
import { ConversationOutcome, SpeakerRole } from './transcript.enums.js';

const LONGEST = { language: 32, terminationReason: 1000 };
const OUTCOMES: ReadonlySet<string> = new Set(Object.values(ConversationOutcome));
const LARGEST_INT = 2_147_483_647;

/**
 * What ElevenLabs says of a conversation, in this project's terms. A tool use comes as several turns; here the results
 * join the call that they answer, so that no message is empty. Credentials and addresses of tools are left behind.
 */
export function toTranscriptContent(conversation: Conversation): TranscriptContent {
  return {
    conversationId: conversation.conversationId,
    language: conversation.language?.slice(0, LONGEST.language) ?? null,
    summary: conversation.summary?.trim() ?? null,
    outcome: toOutcome(conversation.outcome),
    terminationReason: conversation.terminationReason?.slice(0, LONGEST.terminationReason) ?? null,
    durationSeconds: toInt(conversation.durationSeconds),
    credits: toInt(conversation.credits),
    evaluations: conversation.evaluations.map(({ criterionId, result, rationale }): EvaluationContent => ({
      criterion: criterionId,
      outcome: toOutcome(result),
      rationale: rationale ?? null,
    })),
    data: Object.fromEntries(conversation.collected.map(({ dataCollectionId, value }) => [dataCollectionId, value])),
    messages: toMessages(conversation.turns),
  };
}

/** In the order in which they stand: several turns share a second, and offsets do not always rise. */
function toMessages(turns: readonly ConversationTurn[]): MessageContent[] {
  const open: { call: ToolCallContent; requestId: string | undefined; answered: boolean }[] = [];
  const messages: MessageContent[] = [];
  for (const turn of turns) {
    const toolCalls = turn.toolCalls.map((call) => {
      const content = toToolCall(call);
      open.push({ call: content, requestId: call.requestId, answered: false });
      return content;
    });
    for (const result of turn.toolResults) answer(open, result);
    const text = turn.text === undefined || turn.text === '' ? null : turn.text;
    if (text === null && toolCalls.length === 0) continue; // it only carried results
    messages.push({
      role: turn.role === 'user' ? SpeakerRole.USER : SpeakerRole.AGENT,
      text,
      offsetSeconds: turn.offsetSeconds,
      interrupted: turn.interrupted,
      toolCalls,
    });
  }
  return messages;
}

/** By the request's id; where call or result has none, the first open call of the tool. */
function answer(
  open: { call: ToolCallContent; requestId: string | undefined; answered: boolean }[],
  result: ConversationToolResult,
): void {
  const unanswered = open.filter(({ answered }) => !answered);
  const asked =
    unanswered.find(({ requestId }) => requestId !== undefined && requestId === result.requestId) ??
    unanswered.find(
      ({ call, requestId }) => call.name === result.name && (requestId === undefined || result.requestId === undefined),
    );
  if (asked === undefined) return; // of a call that is not in the transcript
  asked.answered = true;
  const said = result.failed && result.result === '' ? undefined : result.result;
  asked.call.result = said ?? result.errorMessage ?? null;
  asked.call.failed = result.failed;
}

function toToolCall({ name, paramsJson }: ConversationToolCall): ToolCallContent {
  return { name, arguments: toObject(paramsJson), result: null, failed: false };
}

function toObject(json: string | undefined): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(json ?? 'null');
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null; // at times it is broken
  }
}

function toOutcome(word: string | undefined): ConversationOutcome {
  return word !== undefined && OUTCOMES.has(word) ? (word as ConversationOutcome) : ConversationOutcome.UNKNOWN;
}

/** What no integer column takes is not known. */
function toInt(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) || Math.abs(value) > LARGEST_INT ? null : Math.round(value);
}
