import type { Account } from '../accounts/account.js';
import type { Application } from '../accounts/application.js';
import { json, type Reply } from '../http/reply.js';
import type { ReadRequest, SimulatorRequest } from '../http/request.js';
import { conversationAudio } from './conversation-audio.js';
import { listConversations } from './conversation-list.js';
import { readConversationQuery } from './conversation-query.js';
import { elevenLabsErrors } from './elevenlabs-errors.js';
import { Refusal } from './refusal.js';
import type { RawConversation } from './wire.js';

const ROUTES = {
  getAgent: /^\/v1\/convai\/agents\/([^/]+)$/,
  listConversations: /^\/v1\/convai\/conversations\/?$/,
  getConversation: /^\/v1\/convai\/conversations\/([^/]+)$/,
  getConversationAudio: /^\/v1\/convai\/conversations\/([^/]+)\/audio$/,
};
export type ConvaiMethod = keyof typeof ROUTES | 'unknown';

export interface ConvaiContext {
  readonly accounts: readonly Account[];
  /** The status that a wrong key gets: both have been seen (reference 1.4). */
  readonly wrongKeyStatus: 400 | 401;
  now(): Date;
}

/** The endpoint that a request is for. */
export function convaiMethod({ path }: ReadRequest): ConvaiMethod {
  const names = Object.keys(ROUTES) as (keyof typeof ROUTES)[];
  return names.find((name) => ROUTES[name].test(path)) ?? 'unknown';
}

/** Plays the conversation endpoints of `https://api.elevenlabs.io`. */
export class ConvaiApi {
  constructor(private readonly context: ConvaiContext) {}

  answer(request: SimulatorRequest): Reply {
    try {
      return this.route(request);
    } catch (error) {
      if (error instanceof Refusal) return error.reply;
      throw error;
    }
  }

  private route(request: SimulatorRequest): Reply {
    const method = request.method as ConvaiMethod;
    if (method === 'unknown') return elevenLabsErrors.noRoute();
    if (request.httpMethod !== 'GET') return elevenLabsErrors.methodNotAllowed();
    const { applications } = this.authenticate(request);
    const now = Math.floor(this.context.now().getTime() / 1000);
    const id = decodeURIComponent(ROUTES[method].exec(request.path)?.[1] ?? '');
    switch (method) {
      case 'getAgent':
        return getAgent(applications, id);
      case 'listConversations':
        return json(listConversations(applications, readConversationQuery(request.parameters), now));
      case 'getConversation':
        return json(find(applications, id, now).conversation);
      case 'getConversationAudio':
        return getAudio(applications, id, now);
    }
  }

  private authenticate({ headers }: SimulatorRequest): Account {
    const key = headers['xi-api-key'];
    if (key === undefined) throw new Refusal(elevenLabsErrors.noKey());
    const { accounts, wrongKeyStatus } = this.context;
    const account = accounts.find(({ elevenLabs }) => key === elevenLabs.apiKey);
    if (account) return account;
    const restricted = accounts.some(({ elevenLabs }) => key === elevenLabs.restrictedApiKey);
    if (restricted) throw new Refusal(elevenLabsErrors.missingPermissions());
    throw new Refusal(wrongKeyStatus === 400 ? elevenLabsErrors.wrongKey400() : elevenLabsErrors.wrongKey401());
  }
}

function getAgent(applications: readonly Application[], id: string): Reply {
  const application = applications.find(({ agentId }) => agentId === id);
  if (!application) return elevenLabsErrors.agentNotFound(id);
  return json({
    agent_id: id,
    name: 'Support line',
    conversation_config: {
      agent: { language: 'en', first_message: 'Hello!', prompt: { prompt: 'planted-agent-prompt' } },
    },
    metadata: { created_at_unix_secs: 1_760_000_000, updated_at_unix_secs: 1_765_000_000 },
    platform_settings: { privacy: { record_voice: true, retention_days: -1, zero_retention_mode: false } },
    phone_numbers: [],
    tags: [],
  });
}

/** Sent without a length and without ranges, as seen in production (reference 4.1). */
function getAudio(applications: readonly Application[], id: string, now: number): Reply {
  const { application, conversation } = find(applications, id, now);
  const audio = conversationAudio(application, conversation, now);
  if (!audio) return elevenLabsErrors.missingAudio();
  return { status: 200, headers: { 'content-type': 'audio/mpeg' }, body: audio };
}

function find(
  applications: readonly Application[],
  id: string,
  now: number,
): { application: Application; conversation: RawConversation } {
  for (const application of applications) {
    const entry = application.conversations.find(id);
    if (entry && entry.startSeconds <= now) return { application, conversation: entry.row(now) };
  }
  throw new Refusal(elevenLabsErrors.conversationNotFound());
}
