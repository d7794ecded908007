import { createHash } from 'node:crypto';
import { unreadable } from '../json-text.js';
import { UpstreamError } from '../upstream.error.js';
import { type UpstreamFile } from '../upstream-file.js';
import { type UpstreamHttp } from '../upstream-http.js';
import { type UpstreamRequest } from '../upstream-request.js';
import { type Agent, type Conversation, type ConversationPage } from './conversation.js';
import { HISTORY_VARIABLE, readConversation } from './conversation.reader.js';
import { type ConversationFilter, filterQuery } from './conversation-filter.js';
import { audioRefusal, parseAnswer } from './elevenlabs-answer.js';
import { ElevenLabsHosts, type ElevenLabsRegion } from './elevenlabs-region.js';
import { readAgent, readConversationPage } from './elevenlabs.wire.js';

export interface ElevenLabsCredentials {
  apiKey: string;
  region: ElevenLabsRegion;
}

export interface ElevenLabsOptions {
  signal?: AbortSignal | undefined;
}

export interface FetchedConversation {
  conversation: Conversation;
  /** The answer as it came, less U+0000 and the variable that repeats the whole transcript. */
  rawJson: string;
}

const MOST_JSON_BYTES = 20_000_000;
const MOST_AUDIO_BYTES = 1024 ** 3;
const MOST_EMPTY_PAGES = 100;
const ID = /^[A-Za-z0-9_-]{1,128}$/;
const KEY = /^[\x21-\x7e]+$/; // what a header can carry; keys have no other form that is promised

/**
 * The conversations of ElevenLabs' agents.
 *
 * Every method throws `UpstreamError`: by the words of the body (see {@link parseAnswer}), or as {@link UpstreamHttp} does.
 * @see ElevenLabs API, /v1/convai
 */
export class ElevenLabsClient {
  private readonly hosts: ElevenLabsHosts;

  constructor(
    private readonly http: UpstreamHttp,
    baseUrl?: string,
  ) {
    this.hosts = new ElevenLabsHosts(baseUrl);
  }

  /**
   * Proves the key, its permission and the agent in one request.
   * @throws UpstreamError `unauthorized` for the key, `forbidden` for its permission, `not_found` for the agent
   */
  async agent(credentials: ElevenLabsCredentials, agentId: string, options: ElevenLabsOptions = {}): Promise<Agent> {
    const request = this.get(credentials, `agents/${safeId(agentId)}`, options);
    return this.http.ask(request, (answer) => readAgent(parseAnswer(answer)));
  }

  /** @throws UpstreamError `not_found` if it is deleted, unknown, or in another workspace or region */
  async conversation(
    credentials: ElevenLabsCredentials,
    conversationId: string,
    options: ElevenLabsOptions = {},
  ): Promise<FetchedConversation> {
    const request = this.get(credentials, `conversations/${safeId(conversationId)}`, options);
    return this.http.ask(request, (answer) => {
      const body = parseAnswer(answer);
      return { conversation: readConversation(body), rawJson: withoutHistory(answer.text, body) };
    });
  }

  /**
   * The conversations that fit, a page at a time. There is no total. A conversation can come twice if new ones arrive while
   * the newest are listed first.
   * @throws UpstreamError `invalid_cursor` if the listing expired and has to start again; `bad_payload` if it goes in circles
   */
  async *conversations(
    credentials: ElevenLabsCredentials,
    filter: ConversationFilter,
    options: ElevenLabsOptions = {},
  ): AsyncGenerator<ConversationPage, void, undefined> {
    const seen = new Set<string>();
    let emptyPages = 0;
    for (let cursor = filter.cursor; ;) {
      const request = this.get(credentials, `conversations?${filterQuery(filter, cursor).toString()}`, options);
      const page = await this.http.ask(request, (answer) => readConversationPage(parseAnswer(answer)));
      yield page;
      if (page.nextCursor === undefined) return;
      emptyPages = page.conversations.length === 0 ? emptyPages + 1 : 0;
      if (seen.has(page.nextCursor) || emptyPages > MOST_EMPTY_PAGES) {
        throw unreadable('elevenlabs', 'a listing that never ends', false);
      }
      seen.add(page.nextCursor);
      cursor = page.nextCursor;
    }
  }

  /**
   * Opens the recording of both sides; mostly MP3, sent in chunks without a length. It cannot be resumed.
   * @throws UpstreamError `no_audio` if there is none (yet), `not_found` if there is no such conversation
   */
  async audio(
    credentials: ElevenLabsCredentials,
    conversationId: string,
    options: ElevenLabsOptions = {},
  ): Promise<UpstreamFile> {
    const request = this.get(credentials, `conversations/${safeId(conversationId)}/audio`, options);
    const file = await this.http.download(
      { ...request, maxBytes: MOST_AUDIO_BYTES, redirects: this.hosts.allowed },
      audioRefusal,
    );
    if (/json|html/i.test(file.contentType ?? '')) {
      file.stream.destroy();
      throw unreadable('elevenlabs', 'a text instead of audio');
    }
    return file;
  }

  private get(credentials: ElevenLabsCredentials, path: string, { signal }: ElevenLabsOptions): UpstreamRequest {
    const apiKey = usableKey(credentials.apiKey);
    return {
      upstream: 'elevenlabs',
      limiterKey: `elevenlabs:${createHash('sha256').update(apiKey).digest('hex').slice(0, 16)}`,
      method: 'GET',
      url: new URL(`${this.hosts.baseUrl(credentials.region)}/v1/convai/${path}`),
      authorize: () => ({ headers: { 'xi-api-key': apiKey }, secrets: [apiKey] }),
      maxBytes: MOST_JSON_BYTES,
      signal,
    };
  }
}

/** Ids are opaque but plain; anything else could change the path. */
function safeId(id: string): string {
  if (ID.test(id)) return encodeURIComponent(id);
  throw new UpstreamError({
    upstream: 'elevenlabs',
    fault: 'not_found',
    message: 'ElevenLabs has no id of this form: check the id.',
  });
}

function usableKey(apiKey: string): string {
  const key = apiKey.trim();
  if (KEY.test(key)) return key;
  throw new UpstreamError({
    upstream: 'elevenlabs',
    fault: 'unauthorized',
    message: 'The ElevenLabs API key is empty or has characters that no key has: check the key.',
  });
}

function withoutHistory(text: string, body: unknown): string {
  if (!text.includes(HISTORY_VARIABLE)) return text;
  return JSON.stringify(body, (name, value: unknown) => (name === HISTORY_VARIABLE ? undefined : value));
}
