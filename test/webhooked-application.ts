import { setTimeout as sleep } from 'node:timers/promises';
import { type Account, type ScenarioEvent, WebhookSender, type WebhookTarget } from '../simulator/index.js';
import { addApplication } from './synced-application.js';
import type { SignedUp, TestApi } from './test-api.js';

const ROTATE = 'mutation ($id: ID!) { rotateWebhookSecret(applicationId: $id) { webhookSecret } }';
const UPDATE = 'mutation ($input: UpdateApplicationInput!) { updateApplication(input: $input) { application { id } } }';
const CALL = `id callId direction fromNumber toNumber status startTime durationSeconds conversationId conversationSource
  transcriptState transcriptReason recordingState recordingReason cost { amount }
  recording { byteSize sha256 source } transcript { summary messages { text } }`;
const EVENTS = `query ($status: [WebhookStatus!]) { webhookEvents(status: $status) {
  nodes { id source type status reason attempts conversationId } } }`;

export interface WebhookedCall {
  id: string;
  callId: string;
  direction: string;
  fromNumber: string | null;
  toNumber: string | null;
  status: string;
  startTime: string;
  durationSeconds: number | null;
  conversationId: string | null;
  conversationSource: string | null;
  transcriptState: string;
  transcriptReason: string | null;
  recordingState: string;
  recordingReason: string | null;
  cost: { amount: string } | null;
  recording: { byteSize: number; sha256: string; source: string } | null;
  transcript: { summary: string | null; messages: { text: string | null }[] } | null;
}

export interface EventData {
  id: string;
  source: string;
  type: string;
  status: string;
  reason: string | null;
  attempts: number;
  conversationId: string | null;
}

const ELEVENLABS_SECRET = 'wsec_planted_of_elevenlabs';

/** An application that no schedule syncs, in a workspace of its own, with the secrets of its webhooks. */
export class WebhookedApplication {
  private constructor(
    readonly api: TestApi,
    readonly admin: SignedUp,
    readonly account: Account,
    readonly target: WebhookTarget & { voximplantSecret: string; elevenLabsSecret: string },
  ) {}

  /** @param api with a simulator */
  static async create(api: TestApi): Promise<WebhookedApplication> {
    const account = api.simulator.addAccount({ calls: { perApplication: 0 } });
    const admin = await api.signUp();
    const { applicationId } = await addApplication(admin, account);
    const input = { id: applicationId, sync: { enabled: false }, elevenLabsWebhookSecret: ELEVENLABS_SECRET };
    await admin.graphql(UPDATE, { input });
    const { rotateWebhookSecret } = await admin.graphql<{ rotateWebhookSecret: { webhookSecret: string } }>(ROTATE, {
      id: applicationId,
    });
    const secrets = { voximplantSecret: rotateWebhookSecret.webhookSecret, elevenLabsSecret: ELEVENLABS_SECRET };
    return new WebhookedApplication(api, admin, account, { url: api.url, applicationId, ...secrets });
  }

  /** The number of the application at Voximplant. */
  get voximplantId(): string {
    return this.account.applications[0]!.id;
  }

  get agentId(): string {
    return this.account.applications[0]!.agentId;
  }

  /** @param skewMs how far the clock of whoever signs is off */
  sender(changes: Partial<WebhookTarget> = {}, skewMs = 0): WebhookSender {
    return new WebhookSender({ ...this.target, ...changes }, () => new Date(Date.now() + skewMs));
  }

  update(changes: object): Promise<unknown> {
    return this.admin.graphql(UPDATE, { input: { id: this.target.applicationId, ...changes } });
  }

  rotate(): Promise<unknown> {
    return this.admin.graphql(ROTATE, { id: this.target.applicationId });
  }

  async calls(): Promise<WebhookedCall[]> {
    const query = `{ calls(first: 50) { nodes { ${CALL} } } }`;
    return (await this.admin.graphql<{ calls: { nodes: WebhookedCall[] } }>(query)).calls.nodes;
  }

  async events(status: string[] | null = null): Promise<EventData[]> {
    const found = await this.admin.graphql<{ webhookEvents: { nodes: EventData[] } }>(EVENTS, { status });
    return found.webhookEvents.nodes;
  }

  /** The calls, once they are as they are to become. */
  async callsOnce(fits: (calls: WebhookedCall[]) => boolean): Promise<WebhookedCall[]> {
    for (;;) {
      const found = await this.calls();
      if (fits(found)) return found;
      await sleep(50);
    }
  }

  /** Waits until nothing is left to be done at once: what waits for its call, or for its time, may stay. */
  async settled(): Promise<EventData[]> {
    for (;;) {
      const events = await this.events();
      if (events.every(({ status, reason }) => status !== 'PENDING' || reason !== null)) return events;
      await sleep(50);
    }
  }

  /** What the scenario tells of a session. */
  event(changes: Partial<ScenarioEvent> = {}): ScenarioEvent {
    const { event = 'call.started', sessionId = '123456789012' } = changes;
    return {
      event,
      eventId: `${sessionId}:${event}`,
      sessionId,
      direction: 'inbound',
      from: '12025550171',
      to: '12025550110',
      at: new Date().toISOString(),
      ...changes,
    };
  }
}
