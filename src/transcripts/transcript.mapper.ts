import { ConversationOutcome } from '../calls/index.js';
import type { Conversation, ConversationTurn } from '../upstream/index.js';
import { cleanJson, cleanText, clipText } from './clean-text.js';
import { OpenToolCalls } from './open-tool-calls.js';
import type { EvaluationContent, MessageContent, TranscriptContent } from './transcript.content.js';
import { SpeakerRole } from './transcript.enums.js';

const LONGEST = { language: 32, terminationReason: 1000 };
const OUTCOMES: ReadonlySet<string> = new Set(Object.values(ConversationOutcome));
const LARGEST_INT = 2_147_483_647;

/**
 * What ElevenLabs says of a conversation, in this project's terms. A tool use comes as several turns; here the results
 * join the call that they answer, so that no message is empty. Credentials and addresses of tools are left behind. An
 * update of the context that the client sent comes as a call of the tool `contextual_update`, and stays one.
 */
export function toTranscriptContent(conversation: Conversation): TranscriptContent {
  return {
    conversationId: conversation.conversationId,
    language: toText(conversation.language, LONGEST.language),
    summary: toText(conversation.summary?.trim()),
    outcome: toOutcome(conversation.outcome),
    terminationReason: toText(conversation.terminationReason, LONGEST.terminationReason),
    durationSeconds: toInt(conversation.durationSeconds),
    credits: toInt(conversation.credits),
    evaluations: conversation.evaluations.map(({ criterionId, result, rationale }): EvaluationContent => ({
      criterion: cleanText(criterionId),
      outcome: toOutcome(result),
      rationale: toText(rationale),
    })),
    data: Object.fromEntries(
      conversation.collected.map(({ dataCollectionId, value }) => [cleanText(dataCollectionId), cleanJson(value)]),
    ),
    messages: toMessages(conversation.turns),
  };
}

/** In the order in which they stand: several turns share a second, and offsets do not always rise. */
function toMessages(turns: readonly ConversationTurn[]): MessageContent[] {
  const open = new OpenToolCalls();
  const messages: MessageContent[] = [];
  for (const turn of turns) {
    const toolCalls = turn.toolCalls.map((call) => open.ask(call));
    for (const result of turn.toolResults) open.answer(result);
    const text = toText(turn.text);
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

/** An empty text says no more than none: it is ElevenLabs' default for some. */
function toText(text: string | undefined, longest = Infinity): string | null {
  return clipText(text ?? '', longest) || null;
}

function toOutcome(word: string | undefined): ConversationOutcome {
  return word !== undefined && OUTCOMES.has(word) ? (word as ConversationOutcome) : ConversationOutcome.UNKNOWN;
}

/** What no integer column takes is not known. */
function toInt(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) || Math.abs(value) > LARGEST_INT ? null : Math.round(value);
}
