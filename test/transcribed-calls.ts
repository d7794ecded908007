import type { ConversationInput, RawConversation, RawTurn } from '../simulator/index.js';
import type { ArtifactState } from '../src/calls/index.js';
import { newId, parseGlobalId } from '../src/common/id.js';
import { Db } from '../src/database/index.js';
import { type TranscriptTables, TranscriptsService } from '../src/transcripts/index.js';
import { readConversation } from '../src/upstream/index.js';
import { addApplication, SYNC_CALLS, sync } from './synced-application.js';
import type { SignedUp, TestApi } from './test-api.js';

export interface TranscriptData {
  conversationId: string;
  language: string | null;
  summary: string | null;
  outcome: string;
  terminationReason: string | null;
  durationSeconds: number | null;
  credits: number | null;
  fetchedAt: string;
  data: Record<string, unknown>;
  evaluations: { criterion: string; outcome: string; rationale: string | null }[];
  messages: MessageData[];
}

export interface MessageData {
  position: number;
  role: string;
  text: string | null;
  offsetSeconds: number;
  interrupted: boolean;
  toolCalls: { name: string; arguments: object | null; result: string | null; failed: boolean }[];
}

export interface TranscribedCall {
  id: string;
  hasTranscript: boolean;
  transcriptState: string;
  transcriptReason: string | null;
  updatedAt: string;
  transcript: TranscriptData | null;
}

export const CALL = `query ($id: ID!) { call(id: $id) { id hasTranscript transcriptState transcriptReason updatedAt
  transcript { conversationId language summary outcome terminationReason durationSeconds credits fetchedAt data
    evaluations { criterion outcome rationale }
    messages { position role text offsetSeconds interrupted toolCalls { name arguments result failed } } } } }`;

/** Calls of one application of a workspace, without their transcripts, and ways to give them some. */
export class TranscribedCalls {
  private taken = 0;

  private constructor(
    private readonly api: TestApi,
    readonly admin: SignedUp,
    private readonly callIds: readonly string[],
    private readonly workspaceId: string,
  ) {}

  /** @param api with a simulator of one application */
  static async create(api: TestApi): Promise<TranscribedCalls> {
    const admin = await api.signUp();
    const [account] = api.simulator.accounts;
    if (account === undefined) throw new Error('The simulator has no account');
    const { applicationId } = await addApplication(admin, account);
    await sync(admin, SYNC_CALLS, { input: { applicationId } });
    const { calls, viewer } = await admin.graphql<{
      calls: { nodes: { id: string }[] };
      viewer: { workspace: { id: string } };
    }>('{ calls(first: 200) { nodes { id } } viewer { workspace { id } } }');
    const ids = calls.nodes.map(({ id }) => id);
    return new TranscribedCalls(api, admin, ids, keyOf(viewer.workspace.id));
  }

  get service(): TranscriptsService {
    return this.api.app.get(TranscriptsService, { strict: false });
  }

  /** A call that no test has had yet. */
  next(): string {
    const id = this.callIds[this.taken++];
    if (id === undefined) throw new Error('There are no more calls');
    return id;
  }

  async find(id: string, client = this.admin): Promise<TranscribedCall> {
    return (await client.graphql<{ call: TranscribedCall }>(CALL, { id })).call;
  }

  /** What GraphQL shows of a call's transcript, which is to be there. */
  async transcriptOf(id: string): Promise<TranscriptData> {
    const { transcript } = await this.find(id);
    if (transcript === null) throw new Error('The call has no transcript');
    return transcript;
  }

  /** Stores a conversation as the sync does, in a transaction that does `more` besides. */
  async store(id: string, conversation: RawConversation, more?: () => Promise<void>): Promise<boolean> {
    const fetched = { conversation: readConversation(conversation), rawJson: JSON.stringify(conversation) };
    const raw = await this.service.compress(fetched);
    const call = { callId: keyOf(id), workspaceId: this.workspaceId };
    return this.db.transaction<TranscriptTables, boolean>(async (trx) => {
      const stored = await this.service.store(trx, call, fetched, raw);
      await more?.();
      return stored;
    });
  }

  /** A call in which this was said. */
  async addSaid(transcript: Partial<RawTurn>[], changes: ConversationInput = {}): Promise<string> {
    const id = this.next();
    await this.store(id, conversationOf(transcript, changes));
    return id;
  }

  async setState(id: string, transcript_state: ArtifactState): Promise<void> {
    await this.tables.updateTable('calls').set({ transcript_state }).where('id', '=', keyOf(id)).execute();
  }

  /** How many rows hold what was said, raw answers included. */
  async countRows(id: string): Promise<number> {
    const transcripts = await this.tables
      .selectFrom('transcripts')
      .select('call_id')
      .where('call_id', '=', keyOf(id))
      .execute();
    const messages = await this.tables
      .selectFrom('transcript_messages')
      .select('call_id')
      .where('call_id', '=', keyOf(id))
      .execute();
    return transcripts.length + messages.length;
  }

  /** As if an older mapping had read the answer otherwise. */
  async spoil(id: string): Promise<void> {
    const callId = keyOf(id);
    await this.tables.deleteFrom('transcript_messages').where('call_id', '=', callId).execute();
    await this.tables.updateTable('transcripts').set({ summary: 'spoilt' }).where('call_id', '=', callId).execute();
  }

  private get db(): Db {
    return this.api.app.get(Db, { strict: false });
  }

  private get tables() {
    return this.db.kysely<TranscriptTables>();
  }
}

/** A finished conversation as ElevenLabs tells it. */
export function conversationOf(transcript: Partial<RawTurn>[], changes: ConversationInput = {}): RawConversation {
  return {
    conversation_id: `conv_${newId().toLowerCase()}`,
    agent_id: 'agent_1',
    status: 'done',
    metadata: { start_time_unix_secs: 1_792_410_005, call_duration_secs: 64 },
    has_audio: true,
    transcript: transcript.map((turn) => ({ role: 'agent', time_in_call_secs: 0, ...turn })),
    ...changes,
  } as RawConversation;
}

/** What the tables and the service know a node by. */
export function keyOf(globalId: string): string {
  const key = parseGlobalId(globalId)?.id;
  if (key === undefined) throw new Error(`${globalId} is no id`);
  return key;
}
