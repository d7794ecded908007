import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { EntityManager } from '@mikro-orm/sql';
import { CONVERSATION_AUDIO } from '../simulator/audio/mp3-frame.js';
import { Mp3 } from '../simulator/audio/mp3.js';
import { Role, type Viewer } from '../src/auth/index.js';
import { ArtifactState, Call, CallDirection, type CallScope, CallStatus } from '../src/calls/index.js';
import { parseGlobalId } from '../src/common/id.js';
import { ENV, type Env, parseStorageUrl } from '../src/config/index.js';
import {
  Recording,
  RecordingLinks,
  RecordingsService,
  RecordingSource,
  type RecordingTable,
} from '../src/recordings/index.js';
import type { SignedUp, TestApi } from './test-api.js';

const ADD_ACCOUNT = 'mutation ($input: AddAccountInput!) { addAccount(input: $input) { account { id } } }';
const CREATE = `mutation ($input: CreateApplicationInput!) { createApplication(input: $input) { application { id } } }`;
const WHO = '{ viewer { user { id } workspace { id } } }';

/** Six seconds. */
export const AUDIO = new Mp3(CONVERSATION_AUDIO, 'A conversation', 6).toBuffer();
export const AUDIO_SHA256 = createHash('sha256').update(AUDIO).digest('hex');

let sessions = 0;

/** A workspace with one application, that keeps recordings for 30 days, and calls with recordings as a test wants them. */
export class RecordedCalls {
  private constructor(
    private readonly api: TestApi,
    readonly admin: SignedUp,
    readonly applicationId: string,
    readonly scope: CallScope,
    private readonly viewer: Viewer,
  ) {}

  /** @param api with a simulator of one application */
  static async create(api: TestApi): Promise<RecordedCalls> {
    const admin = await api.signUp();
    const [account] = api.simulator.accounts;
    const [application] = account?.applications ?? [];
    if (account === undefined || application === undefined) throw new Error('The simulator has no application');
    const { addAccount } = await admin.graphql<{ addAccount: { account: { id: string } } }>(ADD_ACCOUNT, {
      input: { name: 'Acme', credentials: { accountId: account.accountId, apiKey: account.apiKey } },
    });
    const { createApplication } = await admin.graphql<{ createApplication: { application: { id: string } } }>(CREATE, {
      input: {
        accountId: addAccount.account.id,
        name: 'Support',
        voximplantApplicationId: application.id,
        elevenLabsApiKey: account.elevenLabs.apiKey,
        elevenLabsAgentId: application.agentId,
        retention: { recordingDays: 30 },
      },
    });
    const { viewer } = await admin.graphql<{ viewer: { user: { id: string }; workspace: { id: string } } }>(WHO);
    const { id: applicationId } = createApplication.application;
    const scope = { workspaceId: keyOf(viewer.workspace.id), applicationId: keyOf(applicationId) };
    const credential = { kind: 'user', id: keyOf(viewer.user.id) } as const;
    const { workspaceId } = scope;
    const whoAsks: Viewer = { workspaceId, role: Role.ADMIN, credential, expiresAt: null };
    return new RecordedCalls(api, admin, applicationId, scope, whoAsks);
  }

  get service(): RecordingsService {
    return this.api.app.get(RecordingsService, { strict: false });
  }

  /** A call without a recording, at noon of the first of March 2026. @returns its key */
  async addCall(recordingState = ArtifactState.EXPECTED): Promise<string> {
    const em = this.api.app.get(EntityManager).fork();
    const call = em.create(Call, {
      workspaceId: this.scope.workspaceId,
      application: this.scope.applicationId,
      sessionId: String(++sessions),
      direction: CallDirection.INBOUND,
      startTime: new Date('2026-03-01T12:00:00Z'),
      status: CallStatus.ANSWERED,
      transcriptState: ArtifactState.NONE,
      recordingState,
      settled: true,
      rowHash: 'x',
    });
    await em.flush();
    return call.id;
  }

  store(callId: string, audio: Buffer = AUDIO): Promise<RecordingTable | null> {
    const source = Readable.from([audio], { objectMode: false });
    return this.service.store(this.scope, callId, RecordingSource.ELEVENLABS, source);
  }

  /** A call with {@link AUDIO}. @returns its key */
  async addRecording(): Promise<string> {
    const callId = await this.addCall();
    await this.store(callId);
    return callId;
  }

  linkTo(callId: string, ttlSeconds?: number): string {
    return this.api.app.get(RecordingLinks, { strict: false }).create(this.viewer, callId, ttlSeconds);
  }

  listen(callId: string, headers: Record<string, string> = {}, init: RequestInit = {}): Promise<Response> {
    return fetch(this.linkTo(callId), { headers, ...init });
  }

  countRows(callId: string): Promise<number> {
    return this.api.app.get(EntityManager).fork().count(Recording, { call: callId });
  }

  /** Where the application's files are, in a storage of files. */
  get directory(): string {
    const location = parseStorageUrl(this.api.app.get<Env>(ENV).STORAGE_URL);
    if (location.kind !== 'file') throw new Error('The recordings are in no directory');
    return join(location.directory, this.scope.workspaceId, this.scope.applicationId);
  }

  /** The names of the application's files. */
  async files(): Promise<string[]> {
    return (await readdir(this.directory)).sort();
  }
}

function keyOf(globalId: string): string {
  return parseGlobalId(globalId)?.id ?? '';
}
