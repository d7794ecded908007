import { type AgentFacts, type ConversationPlan, fatesOf } from '../data/conversation-writer.js';
import { GeneratedConversations } from '../data/generated-conversations.js';
import { GeneratedSessions } from '../data/generated-sessions.js';
import type { ApplicationFacts } from '../data/session-draft.js';
import { Timeline } from '../data/timeline.js';
import type { RawConversation } from '../elevenlabs/wire.js';
import type { RawSession } from '../voximplant/wire.js';
import { Platform } from './platform.js';

export interface ApplicationSetup {
  id: string;
  name: string;
  agentId: string;
  ordinal: number;
  secureRecords: boolean;
  untilSeconds: number;
  facts: ApplicationFacts;
}

/** An application at Voximplant together with the ElevenLabs agent that answers its calls. */
export class Application {
  readonly id: string;
  readonly name: string;
  readonly agentId: string;
  /** Whether recordings can be read with credentials only. */
  readonly secureRecords: boolean;
  /** Scenarios, rules and secrets. */
  readonly platform: Platform;
  readonly sessions: Timeline<RawSession>;
  readonly conversations: Timeline<RawConversation>;
  private readonly generatedSessions: GeneratedSessions;
  private readonly generatedConversations: GeneratedConversations;

  constructor({ id, name, agentId, ordinal, secureRecords, untilSeconds, facts }: ApplicationSetup) {
    this.id = id;
    this.name = name;
    this.agentId = agentId;
    this.secureRecords = secureRecords;
    this.platform = new Platform(ordinal);
    const { conversations } = facts.calls;
    const agent: AgentFacts = {
      seed: facts.seed,
      agentId,
      agentName: 'Support line',
      fates: fatesOf(conversations),
      processing: conversations.processing,
    };
    this.generatedSessions = new GeneratedSessions(facts, ordinal, untilSeconds);
    this.generatedConversations = new GeneratedConversations(this.generatedSessions, agent);
    this.sessions = new Timeline(this.generatedSessions);
    this.conversations = new Timeline(this.generatedConversations);
  }

  /** What a generated conversation really is, beyond what the API tells; undefined for those put in by hand. */
  planOf(conversationId: string): ConversationPlan | undefined {
    return this.generatedConversations.planOf(conversationId);
  }

  /** The conversation of a generated session, however it can be found out; undefined if there is none. */
  conversationIdOf(sessionId: string): string | undefined {
    const index = this.generatedSessions.rankOf(Number(sessionId));
    return index === undefined ? undefined : this.generatedConversations.planOfSession(index)?.conversationId;
  }
}
