import type { Account } from './accounts/account.js';
import type { Application } from './accounts/application.js';
import type { Mp3 } from './audio/mp3.js';
import { conversationEntry, sessionEntry } from './data/exact-rows.js';
import { ConvaiApi, convaiMethod } from './elevenlabs/convai-api.js';
import { conversationAudio } from './elevenlabs/conversation-audio.js';
import type { ConversationInput, RawConversation } from './elevenlabs/wire.js';
import { FaultBoard } from './faults/fault-board.js';
import { HttpHost } from './http/http-host.js';
import { json, type Reply } from './http/reply.js';
import { RequestLog } from './http/request-log.js';
import type { ReadRequest, SimulatorRequest } from './http/request.js';
import type { AccountOptions, SimulatorOptions } from './options.js';
import { ManagementApi, managementMethod } from './voximplant/management-api.js';
import { isRecordPath, RecordStorage } from './voximplant/record-storage.js';
import type { RawSession, SessionInput } from './voximplant/wire.js';
import { type ApplicationOptions, World } from './world.js';
import { setTimeout as sleep } from 'node:timers/promises';

/** Ids of sessions put in by hand lie above all generated ones. */
const FIRST_EXACT_SESSION = 90_000_000_000;

/**
 * Both upstreams, Voximplant and ElevenLabs, on one port of this machine. Data come from a seed and are made when asked
 * for, so a million calls take no memory; exact rows and faults can be laid over them at any time.
 */
export class Simulator {
  readonly requests = new RequestLog();
  readonly faults: FaultBoard;
  /** Delay of every answer. */
  latencyMs: number;
  /** The status that a wrong key gets from ElevenLabs: both have been seen (reference 1.4). */
  wrongKeyStatus: 400 | 401 = 401;
  private host!: HttpHost;
  private stranger!: HttpHost;
  private world!: World;
  private readonly clock: () => Date;
  private readonly tokenClock: () => Date;
  private exactCount = 0;

  private constructor(private readonly options: SimulatorOptions) {
    this.faults = new FaultBoard(options.seed ?? 1);
    this.latencyMs = options.latencyMs ?? 0;
    this.clock = options.clock ?? (() => new Date());
    this.tokenClock = options.tokenClock ?? (() => new Date());
  }

  static async start(options: SimulatorOptions = {}): Promise<Simulator> {
    const simulator = new Simulator(options);
    await simulator.listen();
    return simulator;
  }

  /** `http://host:port`, without a path. */
  get url(): string {
    return this.host.url;
  }

  /** What `VOXIMPLANT_API_URL` is to be set to. */
  get voximplantApiUrl(): string {
    return `${this.url}/platform_api`;
  }

  /** What `ELEVENLABS_API_URL` is to be set to. */
  get elevenLabsApiUrl(): string {
    return this.url;
  }

  /** Another host, to which redirects can lead; what reaches it is in `requests` as the upstream `stranger`. */
  get strangerUrl(): string {
    return this.stranger.url;
  }

  get accounts(): readonly Account[] {
    return this.world.accounts;
  }

  addAccount(options: AccountOptions = {}): Account {
    return this.world.addAccount(options);
  }

  addApplication(account: Account, options: ApplicationOptions = {}): Application {
    return this.world.addApplication(account, options);
  }

  /** What `GetCallHistory` would answer now for sessions that started in [from, to], in full, oldest first, in UTC. */
  *truth(applicationId: string, { from, to }: { from?: Date; to?: Date } = {}): Generator<RawSession, void, undefined> {
    const now = this.nowSeconds();
    const fromSeconds = from ? Math.ceil(from.getTime() / 1000) : 0;
    const toSeconds = Math.min(now, to ? Math.floor(to.getTime() / 1000) : now);
    for (const entry of this.world.application(applicationId).sessions.walk({ fromSeconds, toSeconds }))
      yield entry.row(now);
  }

  /** Number of the sessions that `truth` gives without dates. */
  countSessions(applicationId: string): number {
    return this.world.application(applicationId).sessions.count({ fromSeconds: 0, toSeconds: this.nowSeconds() });
  }

  /** What ElevenLabs would answer now for all conversations of the application's agent, oldest first. */
  *conversations(applicationId: string): Generator<RawConversation, void, undefined> {
    const now = this.nowSeconds();
    const { conversations } = this.world.application(applicationId);
    for (const entry of conversations.walk({ fromSeconds: 0, toSeconds: now })) yield entry.row(now);
  }

  /** The conversation that really belongs to a generated session, whether or not the data tell. */
  conversationIdOf(applicationId: string, sessionId: string | number): string | undefined {
    return this.world.application(applicationId).conversationIdOf(String(sessionId));
  }

  /** The recording that ElevenLabs would send now: its size and its bytes; undefined if none. */
  audioOf(conversationId: string): Mp3 | undefined {
    const now = this.nowSeconds();
    for (const application of this.world.applications()) {
      const entry = application.conversations.find(conversationId);
      if (entry) return conversationAudio(application, entry.row(now), now);
    }
    return undefined;
  }

  /**
   * Puts in a session exactly as it is to be answered; dates in UTC. Ids, application and start (now) are filled in where
   * they are missing, and nothing else is. A session with a known id is replaced.
   */
  addSession(applicationId: string, session: SessionInput = {}): RawSession {
    const application = this.world.application(applicationId);
    const account = this.accounts.find(({ applications }) => applications.includes(application)) as Account;
    const facts = { application, accountId: account.accountId, nextId: FIRST_EXACT_SESSION + 10 * ++this.exactCount };
    const entry = sessionEntry(session, facts, this.nowSeconds());
    application.sessions.put(entry);
    return entry.row(this.nowSeconds());
  }

  /**
   * Changes members of a session, generated or not; undefined takes one away. A generated one stays as it is now.
   * @throws Error if there is no such session
   */
  updateSession(sessionId: string | number, patch: SessionInput): RawSession {
    for (const application of this.world.applications()) {
      const entry = application.sessions.find(String(sessionId));
      if (entry) return this.addSession(application.id, { ...entry.row(this.nowSeconds()), ...patch });
    }
    throw new Error(`The simulator has no session ${sessionId}.`);
  }

  /** @returns whether there was such a session */
  removeSession(sessionId: string | number): boolean {
    return this.world.applications().some(({ sessions }) => sessions.remove(String(sessionId)));
  }

  /**
   * Puts in a conversation; what is missing makes a finished one of a minute with audio. `metadata` may be given in part.
   * Its recording is as long as `metadata.call_duration_secs` says, 8000 bytes a second.
   */
  addConversation(applicationId: string, conversation: ConversationInput = {}): RawConversation {
    const { agentId, conversations } = this.world.application(applicationId);
    const nextId = `conv_exact${String(++this.exactCount).padStart(23, '0')}`;
    const entry = conversationEntry(conversation, { agentId, nextId }, this.nowSeconds());
    conversations.put(entry);
    return entry.row(this.nowSeconds());
  }

  /**
   * Changes members of a conversation; `metadata` may be given in part.
   * @throws Error if there is no such conversation
   */
  updateConversation(conversationId: string, patch: ConversationInput): RawConversation {
    for (const application of this.world.applications()) {
      const row = application.conversations.find(conversationId)?.row(this.nowSeconds());
      if (!row) continue;
      const metadata = { ...row.metadata, ...(patch.metadata as object | undefined) };
      return this.addConversation(application.id, { ...row, ...patch, metadata });
    }
    throw new Error(`The simulator has no conversation ${conversationId}.`);
  }

  /** @returns whether there was such a conversation */
  removeConversation(conversationId: string): boolean {
    return this.world.applications().some(({ conversations }) => conversations.remove(conversationId));
  }

  /** Ends all connections, hanging ones too. */
  async stop(): Promise<void> {
    await Promise.all([this.host.close(), this.stranger.close()]);
  }

  private async listen(): Promise<void> {
    const { options } = this;
    const host = options.host ?? '127.0.0.1';
    this.host = await HttpHost.listen(host, options.port ?? 0, (request) => this.respond(this.identify(request)));
    this.stranger = await HttpHost.listen(host, 0, (request) =>
      this.respond({ ...request, upstream: 'stranger', method: 'stranger' }),
    );
    this.world = new World(options.seed ?? 1, this.url, this.clock);
    const { calls, applications, currency, location } = options;
    for (let made = 0; made < (options.accounts ?? 1); made += 1)
      this.addAccount({ calls, applications, currency, location });
  }

  private async respond(request: SimulatorRequest): Promise<{ reply: Reply; done: () => void }> {
    const done = this.requests.begin(request);
    if (this.latencyMs > 0) await sleep(this.latencyMs);
    try {
      return { reply: await this.faults.answer(request, () => this.answer(request)), done };
    } catch (error) {
      done();
      throw error;
    }
  }

  private identify(request: ReadRequest): SimulatorRequest {
    const management = managementMethod(request);
    if (management !== undefined) return { ...request, upstream: 'voximplant', method: management };
    if (isRecordPath(request.path)) return { ...request, upstream: 'records', method: 'getRecord' };
    return { ...request, upstream: 'elevenlabs', method: convaiMethod(request) };
  }

  private async answer(request: SimulatorRequest): Promise<Reply> {
    const context = {
      accounts: this.accounts,
      url: this.url,
      wrongKeyStatus: this.wrongKeyStatus,
      now: this.clock,
      tokenNow: this.tokenClock,
    };
    switch (request.upstream) {
      case 'voximplant':
        return new ManagementApi(context).answer(request);
      case 'records':
        return new RecordStorage(context).answer(request);
      case 'elevenlabs':
        return new ConvaiApi(context).answer(request);
      case 'stranger':
        return json({ result: [], count: 0, total_count: 0, timezone: 'Etc/GMT' });
    }
  }

  private nowSeconds(): number {
    return Math.floor(this.clock().getTime() / 1000);
  }
}
