import type { ConversationToolCall, ConversationToolResult } from '../upstream/index.js';
import { cleanJson, cleanText } from './clean-text.js';
import type { ToolCallContent } from './transcript.content.js';

interface OpenCall {
  asked: ConversationToolCall;
  content: ToolCallContent;
}

/** The tool calls of a conversation that have no result yet. Results come later, in turns of their own. */
export class OpenToolCalls {
  private readonly open: OpenCall[] = [];

  /** @returns the call as it is to be stored, to which its result is added once that comes */
  ask(asked: ConversationToolCall): ToolCallContent {
    const content: ToolCallContent = {
      name: cleanText(asked.name),
      arguments: toArguments(asked.paramsJson),
      result: null,
      failed: false,
    };
    this.open.push({ asked, content });
    return content;
  }

  /** Gives a result to the call that it answers; one of a call that is not in the transcript is left out. */
  answer(result: ConversationToolResult): void {
    const index = this.indexOf(result);
    const [call] = index < 0 ? [] : this.open.splice(index, 1);
    if (call === undefined) return;
    const said = result.failed && result.result === '' ? undefined : result.result;
    const text = said ?? result.errorMessage;
    call.content.result = text === undefined ? null : cleanText(text);
    call.content.failed = result.failed;
  }

  /** By the request's id; where call or result has none, the first open call of the tool. */
  private indexOf({ requestId, name }: ConversationToolResult): number {
    const byId = requestId === undefined ? -1 : this.open.findIndex(({ asked }) => asked.requestId === requestId);
    if (byId >= 0) return byId;
    return this.open.findIndex(
      ({ asked }) => asked.name === name && (asked.requestId === undefined || requestId === undefined),
    );
  }
}

function toArguments(json: string | undefined): Record<string, unknown> | null {
  try {
    const value = cleanJson(JSON.parse(json ?? 'null'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null; // at times it is broken
  }
}
