import type { RawConversation } from '../elevenlabs/wire.js';
import { type AgentFacts, type ConversationPlan, planConversation, writeConversation } from './conversation-writer.js';
import type { GeneratedSessions } from './generated-sessions.js';
import { sessionIdOfConversation } from './ids.js';
import type { Entry, GeneratedRows } from './timeline.js';

/** Room for the index of a session in the lower bits of a sort key; with today's Unix seconds above them the key stays below 2⁵³. */
const INDEX_ROOM = 2 ** 22;

/**
 * The conversations that belong to generated sessions. A conversation starts some seconds after its session, so their
 * order differs; it is kept as eight bytes a conversation, made when a list is first asked for.
 */
export class GeneratedConversations implements GeneratedRows<RawConversation> {
  private sortKeys: Float64Array | undefined;

  constructor(
    private readonly sessions: GeneratedSessions,
    private readonly facts: AgentFacts,
  ) {}

  rankAtOrAfter(seconds: number): number {
    return lowerBound(this.order, seconds * INDEX_ROOM);
  }

  find(conversationId: string): Entry<RawConversation> | undefined {
    const plan = this.planOf(conversationId);
    return plan && this.entryOf(plan);
  }

  entryAt(rank: number): Entry<RawConversation> {
    const plan = this.planOfSession((this.order[rank] as number) % INDEX_ROOM) as ConversationPlan;
    return this.entryOf(plan);
  }

  planOfSession(index: number): ConversationPlan | undefined {
    return planConversation(this.sessions.planAt(index), this.facts);
  }

  planOf(conversationId: string): ConversationPlan | undefined {
    const sessionId = sessionIdOfConversation(conversationId);
    const index = sessionId === undefined ? undefined : this.sessions.rankOf(sessionId);
    const plan = index === undefined ? undefined : this.planOfSession(index);
    return plan?.conversationId === conversationId ? plan : undefined;
  }

  private entryOf(plan: ConversationPlan): Entry<RawConversation> {
    return {
      id: plan.conversationId,
      startSeconds: plan.startSeconds,
      row: (nowSeconds) => writeConversation(plan, this.facts, nowSeconds),
    };
  }

  private get order(): Float64Array {
    this.sortKeys ??= this.sort();
    return this.sortKeys;
  }

  private sort(): Float64Array {
    const keys = new Float64Array(this.sessions.size);
    let count = 0;
    for (let index = 0; index < this.sessions.size; index += 1) {
      const plan = this.planOfSession(index);
      if (plan) keys[count++] = sortKey(plan);
    }
    return keys.slice(0, count).sort();
  }
}

function sortKey({ startSeconds, session }: ConversationPlan): number {
  return startSeconds * INDEX_ROOM + session.index;
}

function lowerBound(keys: Float64Array, key: number): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] as number) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
