import { createHmac } from 'node:crypto';
import { setImmediate as settled } from 'node:timers/promises';
import { createContext, runInContext } from 'node:vm';

type Listener = (event: object) => unknown;

/** How the platform and those around it behave in one session. */
export interface SessionOptions {
  /** By name. */
  secrets?: Record<string, string>;
  /** What StartScenarios was given; an incoming call's session has none. */
  order?: string;
  /** The agent: connects, refuses to, never answers. */
  agent?: 'connects' | 'refuses' | 'never answers';
  /** The status of each request to the webhook, in turn; 200 beyond them. */
  webhookStatuses?: number[];
  /** Whoever answers the requests to the webhook in place of that. */
  webhook?: (request: WebhookRequest) => Promise<number>;
}

export interface WebhookRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
}

class Emitter {
  private readonly listeners = new Map<string, Listener[]>();

  addEventListener(event: string, listener: Listener): void {
    // On the platform this ends the scenario.
    if (typeof listener !== 'function') throw new TypeError(`The handler of ${event} is no function`);
    this.listeners.set(event, [...(this.listeners.get(event) ?? []), listener]);
  }

  emit(event: string, fields: object = {}): void {
    for (const listener of this.listeners.get(event) ?? []) listener(fields);
  }
}

/** One leg. What the scenario does with it is in `done`, in order. */
export class CallDouble extends Emitter {
  readonly done: string[] = [];
  private over = false;

  /** What the other end does. */
  async happens(event: 'Connected' | 'Failed' | 'Disconnected' | 'PlaybackFinished', fields: object = {}) {
    if (event === 'Failed' || event === 'Disconnected') this.over = true;
    this.emit(`Call.${event}`, { call: this, ...fields });
    await settled();
  }

  answer(): void {
    this.done.push('answer');
  }
  record(parameters: object): void {
    this.done.push(`record ${JSON.stringify(parameters)}`);
  }
  say(text: string): void {
    this.done.push(`say ${text}`);
  }
  hangup(): void {
    this.done.push('hangup');
    if (!this.over) queueMicrotask(() => this.emit('Call.Disconnected', { call: this, internalCode: 16, duration: 1 }));
    this.over = true;
  }
}

/** The agent's end of the bridge. */
export class AgentDouble extends Emitter {
  readonly done: string[] = [];
  initiation: unknown;

  constructor(readonly parameters: { xiApiKey: string; agentId: string; baseUrl?: string; onWebSocketClose(): void }) {
    super();
  }

  /** Something comes from ElevenLabs, in the platform's envelope. */
  async sends(event: string, payload: object): Promise<void> {
    this.emit(`ElevenLabs.Agents.${event}`, { client: this, data: { payload } });
    await settled();
  }

  async begins(conversationId: string): Promise<void> {
    const conversation_initiation_metadata_event = { conversation_id: conversationId };
    await this.sends('ConversationInitiationMetadata', { conversation_initiation_metadata_event });
  }

  async leaves(): Promise<void> {
    this.parameters.onWebSocketClose();
    await settled();
  }

  conversationInitiationClientData(data: unknown): void {
    this.done.push('initiate');
    this.initiation = JSON.parse(JSON.stringify(data));
  }
  clientToolResult(result: object): void {
    this.done.push(`tool ${JSON.stringify(result)}`);
  }
  clearMediaBuffer(): void {
    this.done.push('clear');
  }
  close(): void {
    this.done.push('close');
  }
}

/**
 * A session of VoxEngine in this process: runs a scenario in a context with nothing but the platform's globals, and lets a
 * test play the caller, the agent, the webhook and the clock.
 */
export class SessionDouble {
  readonly requests: WebhookRequest[] = [];
  readonly log: string[] = [];
  readonly agents: AgentDouble[] = [];
  readonly dialled: { to: string; from: string; call: CallDouble }[] = [];
  readonly bridged: [unknown, unknown][] = [];
  /** Of the session, as the history would show it. */
  customData: string;
  terminated = false;
  private readonly app = new Emitter();
  private readonly modules = new Set<string>();
  private timers: { at: number; ring: () => unknown }[] = [];
  private nowMs = 0;
  private connectLate: (() => void) | undefined;

  constructor(
    code: string,
    private readonly options: SessionOptions = {},
  ) {
    this.customData = options.order ?? '';
    runInContext(code, createContext(this.globals()));
  }

  /** The platform starts the session. */
  async starts(sessionId = 5_120_034_417): Promise<void> {
    this.app.emit('Application.Started', { sessionId });
    await settled();
  }

  /** A call comes in. */
  async rings({ callerid = '12025550171', destination = '12025550110' } = {}): Promise<CallDouble> {
    const call = new CallDouble();
    this.app.emit('Application.CallAlerting', { call, callerid, destination });
    await settled();
    return call;
  }

  /** The platform ends the session by itself. */
  async isEnded(): Promise<void> {
    this.app.emit('Application.Terminating');
    await settled();
  }

  async elapse(ms: number): Promise<void> {
    const until = this.nowMs + ms;
    for (;;) {
      const [next] = this.timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.nowMs = next.at;
      next.ring();
      await settled();
    }
    this.nowMs = until;
  }

  /** An agent that did not answer does at last. */
  async agentConnectsAtLast(): Promise<void> {
    this.connectLate?.();
    await settled();
  }

  get agent(): AgentDouble {
    const [agent] = this.agents;
    if (agent === undefined) throw new Error('The scenario has connected no agent');
    return agent;
  }

  /** What the webhook was told, in order. */
  get messages(): Record<string, unknown>[] {
    return this.requests.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
  }

  get events(): unknown[] {
    return this.messages.map(({ event }) => event);
  }

  private globals(): object {
    return {
      Modules: { ElevenLabs: 'elevenlabs' },
      require: (module: string) => this.modules.add(module),
      setTimeout: (ring: () => unknown, ms: number) => this.timers.push({ at: this.nowMs + ms, ring }),
      Logger: { write: (line: string) => this.log.push(line) },
      Crypto: {
        hmac_sha256: (key: string, data: string) => createHmac('sha256', key).update(data, 'utf8').digest('hex'),
      },
      Net: { httpRequestAsync: (url: string, options: object) => this.request(url, options as RequestOptions) },
      CallEvents: namesOf('Call', ['Connected', 'Failed', 'Disconnected', 'PlaybackFinished']),
      AppEvents: namesOf('Application', ['Started', 'CallAlerting', 'Terminating']),
      VoxEngine: {
        addEventListener: (event: string, listener: Listener) => this.app.addEventListener(event, listener),
        customData: (text?: string) => this.readOrWriteCustomData(text),
        getSecretValue: (name: string) => this.options.secrets?.[name],
        callPSTN: (to: string, from: string) => this.dial(to, from),
        sendMediaBetween: (one: unknown, other: unknown) => this.bridged.push([one, other]),
        terminate: () => (this.terminated = true),
      },
      ElevenLabs: {
        createAgentsClient: (parameters: AgentDouble['parameters']) => this.connect(parameters),
        AgentsEvents: namesOf('ElevenLabs.Agents', [
          'ConversationInitiationMetadata',
          'Interruption',
          'ClientToolCall',
        ]),
      },
    };
  }

  private readOrWriteCustomData(text?: string): string {
    if (text !== undefined) this.customData = Buffer.from(text).subarray(0, 200).toString();
    return this.customData;
  }

  private dial(to: string, from: string): CallDouble {
    const call = new CallDouble();
    this.dialled.push({ to, from, call });
    return call;
  }

  private async connect(parameters: AgentDouble['parameters']): Promise<AgentDouble> {
    if (!this.modules.has('elevenlabs')) throw new Error('ElevenLabs is not required');
    if (this.options.agent === 'refuses') throw new Error('401');
    const agent = new AgentDouble(parameters);
    this.agents.push(agent);
    if (this.options.agent === 'never answers') await new Promise<void>((resolve) => (this.connectLate = resolve));
    return agent;
  }

  private async request(url: string, { headers, postData }: RequestOptions): Promise<{ code: number }> {
    if (this.terminated) throw new Error('A request that is begun after terminate() is lost');
    const { webhookStatuses = [], webhook } = this.options;
    const status = webhookStatuses[this.requests.length] ?? 200;
    const request = { url, headers, body: postData };
    this.requests.push(request);
    return { code: await (webhook?.(request) ?? Promise.resolve(status)) };
  }
}

interface RequestOptions {
  headers: Record<string, string>;
  postData: string;
}

function namesOf(prefix: string, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, `${prefix}.${name}`]));
}
