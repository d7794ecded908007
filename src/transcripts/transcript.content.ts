import type { ConversationOutcome } from '../calls/index.js';
import type { SpeakerRole } from './transcript.enums.js';

/** A conversation in this project's terms. What is a list or an object inside is stored as JSON. */
export interface TranscriptContent {
  conversationId: string;
  language: string | null;
  summary: string | null;
  outcome: ConversationOutcome;
  terminationReason: string | null;
  durationSeconds: number | null;
  credits: number | null;
  evaluations: EvaluationContent[];
  data: Record<string, unknown>;
  messages: MessageContent[];
}

export interface MessageContent {
  role: SpeakerRole;
  text: string | null;
  offsetSeconds: number;
  interrupted: boolean;
  toolCalls: ToolCallContent[];
}

export interface ToolCallContent {
  name: string;
  /** Null where they were no JSON object. */
  arguments: Record<string, unknown> | null;
  result: string | null;
  failed: boolean;
}

export interface EvaluationContent {
  criterion: string;
  outcome: ConversationOutcome;
  rationale: string | null;
}
