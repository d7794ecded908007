import { Random } from '../simulator/data/random.js';
import { ArtifactState, CallDirection, CallStatus, CallStore, type SessionFacts } from '../src/calls/index.js';
import { toGlobalId } from '../src/common/id.js';
import { Db } from '../src/database/index.js';
import { type TranscriptTables, TranscriptsService } from '../src/transcripts/index.js';
import { readConversation } from '../src/upstream/index.js';
import { addApplication } from './synced-application.js';
import type { SignedUp, TestApi } from './test-api.js';
import { conversationOf, keyOf } from './transcribed-calls.js';

/** A call as a test knows it, beside what the database holds. Ids are those of the API, words those of GraphQL. */
export interface KnownCall {
  id: string;
  accountId: string;
  applicationId: string;
  callId: string;
  status: string;
  direction: string;
  fromNumber: string | null;
  toNumber: string | null;
  startTime: string;
  updatedAt: string;
  durationSeconds: number | null;
  costNanos: number | null;
  currency: string;
  conversationId: string | null;
  transcriptState: string;
  recordingState: string;
  outcome: string | null;
  messages: string[];
}

const HOUR_MS = 3_600_000;
const OWN_NUMBERS = ['+74951234567', '+4915123456789', 'sip:Desk@pbx.example', '100'];
const STRANGERS = ['+74951', '+74991', '+7495765', '+1415555', '+1415671', '+49151', 'sip:7495123456'];
const SAID = [
  'Hello, how may I help you?',
  'I would like a refund for my order, please.',
  'The refund is on its way; the order number is 4711.',
  'Это срочно: заказ ещё не пришёл.',
  'Ваш заказ уже в пути, спасибо за звонок!',
  'Entschuldigung, die Straße war gesperrt.',
  'À bientôt, ça va très bien.',
  'A to Z: we don’t do e-mail.',
  '请问北京天气怎么样',
];

/** Calls of three applications in two accounts, alike enough for each condition to meet some and miss others. */
export class KnownCalls {
  private sessions = 7_000_000_000;

  private constructor(
    private readonly api: TestApi,
    readonly viewer: SignedUp,
    private readonly workspaceId: string,
    readonly applications: { accountId: string; applicationId: string }[],
    readonly calls: KnownCall[] = [],
  ) {}

  /** @param api with a simulator of two accounts, one application each */
  static async create(api: TestApi, seed: number, count: number): Promise<KnownCalls> {
    const viewer = await api.signUp();
    const [first, second] = api.simulator.accounts;
    if (first === undefined || second === undefined) throw new Error('The simulator has too few accounts');
    const applications = [await addApplication(viewer, first), await addApplication(viewer, second)];
    const query = '{ viewer { workspace { id } } }';
    const { viewer: me } = await viewer.graphql<{ viewer: { workspace: { id: string } } }>(query);
    const known = new KnownCalls(api, viewer, keyOf(me.workspace.id), applications);
    const random = new Random(seed);
    for (const place of applications) await known.add(random, place, count / applications.length);
    await known.transcribe(random);
    return known;
  }

  /** More calls of an application, without transcripts. */
  async add(random: Random, place: { accountId: string; applicationId: string }, count: number): Promise<KnownCall[]> {
    const facts = Array.from({ length: count }, () => this.session(random));
    const scope = { workspaceId: this.workspaceId, applicationId: keyOf(place.applicationId) };
    const store = this.api.app.get(CallStore, { strict: false });
    const saved = await this.db.transaction<TranscriptTables, string[]>(
      async (trx) => (await store.save(trx, scope, facts)).newIds,
    );
    const added = saved.map((id, index) => toKnown(toGlobalId('Call', id), place, facts[index] as SessionFacts));
    for (const call of added) {
      call.recordingState = random.pick(['NONE', 'EXPECTED', 'AVAILABLE', 'ABSENT']);
      call.updatedAt = new Date(Date.parse('2026-05-01T00:00:00Z') + random.int(0, 48) * HOUR_MS).toISOString();
      await this.write(call);
    }
    this.calls.push(...added);
    return added;
  }

  private async transcribe(random: Random): Promise<void> {
    for (const call of this.calls.filter(({ conversationId }) => conversationId !== null)) {
      if (random.chance(0.2)) continue;
      const messages = Array.from({ length: random.int(1, 4) }, () => random.pick(SAID));
      const outcome = random.pick(['SUCCESS', 'FAILURE', 'UNKNOWN']);
      await this.store(call, messages, outcome);
      // Some calls have another conversation since: what was said in the one before says nothing of them.
      const isStale = random.chance(0.15);
      call.transcriptState = isStale ? 'EXPECTED' : 'AVAILABLE';
      Object.assign(call, isStale ? {} : { messages, outcome });
      await this.write(call);
    }
  }

  private async store(call: KnownCall, messages: string[], outcome: string): Promise<void> {
    const conversation = conversationOf(
      messages.map((message) => ({ message })),
      { analysis: { call_successful: outcome.toLowerCase() } },
    );
    const fetched = { conversation: readConversation(conversation), rawJson: '{}' };
    const target = { callId: keyOf(call.id), workspaceId: this.workspaceId };
    const transcripts = this.api.app.get(TranscriptsService, { strict: false });
    await this.db.transaction<TranscriptTables, boolean>((trx) =>
      transcripts.store(trx, target, fetched, Buffer.from('')),
    );
  }

  /** What no sync of calls decides. */
  private async write({ id, transcriptState, recordingState, updatedAt }: KnownCall): Promise<void> {
    await this.db
      .kysely<TranscriptTables>()
      .updateTable('calls')
      .set({
        transcript_state: ArtifactState[transcriptState as keyof typeof ArtifactState],
        recording_state: ArtifactState[recordingState as keyof typeof ArtifactState],
        updated_at: this.db.dialect.toColumn(new Date(updatedAt)),
      })
      .where('id', '=', keyOf(id))
      .execute();
  }

  private session(random: Random): SessionFacts {
    const stranger = random.chance(0.1)
      ? null
      : random.pick(STRANGERS) + String(random.int(0, 99_999)).padStart(5, '0');
    const own = random.pick(OWN_NUMBERS);
    const isInbound = random.chance(0.5);
    const startTime = new Date(Date.parse('2026-03-01T00:00:00Z') + random.int(0, 900) * HOUR_MS); // often the same
    const durationSeconds = random.chance(0.2) ? null : random.int(0, 12) * 10;
    const conversationId = random.chance(0.6) ? `conv_${random.text(6)}` : null;
    return {
      sessionId: String(++this.sessions),
      direction: random.pick(Object.values(CallDirection)),
      fromNumber: isInbound ? stranger : own,
      toNumber: isInbound ? own : stranger,
      startTime,
      endTime: null,
      durationSeconds,
      recordsCostNanos: random.chance(0.3) ? null : random.int(0, 9) * 1_230_000,
      resourcesCostNanos: null,
      costCurrency: random.pick(['EUR', 'USD']),
      status: random.pick(Object.values(CallStatus)),
      statusReason: null,
      customData: null,
      recordUrl: null,
      conversationId,
      conversationSource: null,
      settled: true,
      legs: [],
    };
  }

  private get db(): Db {
    return this.api.app.get(Db, { strict: false });
  }
}

function toKnown(id: string, place: { accountId: string; applicationId: string }, facts: SessionFacts): KnownCall {
  return {
    id,
    ...place,
    callId: facts.sessionId,
    status: keyOfEnum(CallStatus, facts.status),
    direction: keyOfEnum(CallDirection, facts.direction),
    fromNumber: facts.fromNumber,
    toNumber: facts.toNumber,
    startTime: facts.startTime.toISOString(),
    updatedAt: '',
    durationSeconds: facts.durationSeconds,
    costNanos: facts.recordsCostNanos,
    currency: facts.costCurrency ?? '',
    conversationId: facts.conversationId,
    transcriptState: facts.conversationId === null ? 'NONE' : 'EXPECTED',
    recordingState: 'NONE',
    outcome: null,
    messages: [],
  };
}

function keyOfEnum(words: Record<string, string>, word: string): string {
  return Object.keys(words).find((key) => words[key] === word) ?? '';
}
