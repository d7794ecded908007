import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { DateTimeScalar } from '../common/graphql-scalars.js';
import { toGlobalId } from '../common/id.js';
import { MoneyObject, toMoneyObject } from '../common/money.object.js';
import { NodeObject } from '../common/node.object.js';
import { type Connection, connectionOf, type Edge } from '../common/pagination.js';
import type { Dialect } from '../database/index.js';
import { ArtifactState, CallDirection, CallStatus, ConversationOutcome, ConversationSource } from './call.enums.js';
import type { CallFilterInput } from './call-filter.input.js';
import type { CallLegTable, ListedCall } from './call.table.js';

registerEnumType(CallStatus, {
  name: 'CallStatus',
  description: 'IN_PROGRESS is never the last word: it ends when the session is synced.',
});
registerEnumType(CallDirection, { name: 'CallDirection' });
registerEnumType(ConversationSource, {
  name: 'ConversationSource',
  description: 'Where the link between the call and its conversation came from.',
});
registerEnumType(ConversationOutcome, {
  name: 'ConversationOutcome',
  description: "How the agent's goal was judged; it says nothing of how the call went technically.",
});
registerEnumType(ArtifactState, {
  name: 'ArtifactState',
  description:
    'EXPECTED: there should be one, not fetched yet. PROCESSING: the upstream is not done with it. AVAILABLE: stored here. ' +
    'ABSENT: there is none, see the reason. FAILED: fetching failed, will be tried again. EXPIRED: removed here by ' +
    'retention. ERASED: erased on request.',
});

@ObjectType('CallLeg', { description: 'One leg of a call: the connection between the platform and one far side.' })
export class CallLegObject {
  @Field() legId!: string;
  @Field(() => CallDirection) direction!: CallDirection;
  @Field(() => String, { nullable: true, description: "The number on the platform's side." })
  localNumber!: string | null;
  @Field(() => String, { nullable: true, description: 'The number on the other side.' }) remoteNumber!: string | null;
  @Field(() => String, { nullable: true, description: 'E.g. `pstn`, `mobile`, `sip` or `user`; an open list.' })
  remoteNumberType!: string | null;
  @Field(() => DateTimeScalar) startTime!: string;
  @Field(() => Int, { nullable: true }) durationSeconds!: number | null;
  @Field(() => MoneyObject, { nullable: true }) cost!: MoneyObject | null;
  @Field() successful!: boolean;
  @Field(() => String, { nullable: true, description: "The upstream's reason in its own words." })
  endReason!: string | null;
}

@ObjectType('Call', {
  implements: () => NodeObject,
  description: 'One Voximplant session: what a person would call one phone call, however many legs it has.',
})
export class CallObject extends NodeObject {
  @Field({ description: '`call_session_history_id` at Voximplant. Passes 32 bits, so it is text.' }) callId!: string;
  @Field(() => CallDirection) direction!: CallDirection;
  @Field(() => String, {
    nullable: true,
    description: 'E.164 with + where the platform gave a full number, else the raw text (a SIP user, an extension).',
  })
  fromNumber!: string | null;
  @Field(() => String, { nullable: true, description: 'As `fromNumber`.' }) toNumber!: string | null;
  @Field(() => DateTimeScalar) startTime!: string;
  @Field(() => DateTimeScalar, { nullable: true }) endTime!: string | null;
  @Field(() => Int, { nullable: true }) durationSeconds!: number | null;
  @Field(() => MoneyObject, {
    nullable: true,
    description: 'Session, legs, records and other resources together. Null while Voximplant has not billed it.',
  })
  cost!: MoneyObject | null;
  @Field(() => CallStatus) status!: CallStatus;
  @Field(() => String, {
    nullable: true,
    description: 'The upstream\'s reason in its own words, e.g. "486 Busy Here".',
  })
  statusReason!: string | null;
  @Field(() => String, { nullable: true, description: 'What the scenario noted, 200 bytes at most.' })
  customData!: string | null;
  @Field(() => String, { nullable: true, description: 'The conversation at ElevenLabs.' })
  conversationId!: string | null;
  @Field(() => ConversationSource, { nullable: true }) conversationSource!: ConversationSource | null;
  @Field() hasTranscript!: boolean;
  @Field(() => ArtifactState) transcriptState!: ArtifactState;
  @Field(() => String, { nullable: true }) transcriptReason!: string | null;
  @Field(() => ArtifactState) recordingState!: ArtifactState;
  @Field(() => String, { nullable: true }) recordingReason!: string | null;
  @Field(() => DateTimeScalar) createdAt!: string;
  @Field(() => DateTimeScalar) updatedAt!: string;

  /** Keys for the field resolvers; not part of the schema. */
  key!: string;
  applicationKey!: string;
  costCurrency!: string | null;
}

const { edge, connection } = connectionOf(CallObject, 'Call');
export const CallEdge = edge;

/** An edge that knows what was searched for, so that somebody can say where it was found; that is not part of the schema. */
export interface FoundCall extends Edge<CallObject> {
  searchText: string | undefined;
}

@ObjectType('CallConnection')
export class CallConnection extends connection implements Connection<CallObject> {
  /** For `totalCount`, which is counted only where it is selected; not part of the schema. */
  workspaceId!: string;
  filter!: CallFilterInput | undefined;
}

/** A call as it was read. Of its fields those are made that are asked for: a list shows fifty calls and few of their fields. */
class CallOfRow implements CallObject {
  constructor(
    private readonly row: ListedCall,
    private readonly dialect: Dialect,
  ) {}

  get id() {
    return toGlobalId('Call', this.row.id);
  }
  get key() {
    return this.row.id;
  }
  get applicationKey() {
    return this.row.application_id;
  }
  get callId() {
    return String(this.row.session_id);
  }
  get direction() {
    return this.row.direction;
  }
  get fromNumber() {
    return this.row.from_number;
  }
  get toNumber() {
    return this.row.to_number;
  }
  get startTime() {
    return this.dialect.toInstant(this.row.start_time);
  }
  get endTime() {
    return this.row.end_time === null ? null : this.dialect.toInstant(this.row.end_time);
  }
  get durationSeconds() {
    return this.row.duration_seconds;
  }
  get cost() {
    return toMoney(this.row.cost_nanos, this.row.cost_currency);
  }
  get costCurrency() {
    return this.row.cost_currency;
  }
  get status() {
    return this.row.status;
  }
  get statusReason() {
    return this.row.status_reason;
  }
  get customData() {
    return this.row.custom_data;
  }
  get conversationId() {
    return this.row.conversation_id;
  }
  get conversationSource() {
    return this.row.conversation_source;
  }
  get hasTranscript() {
    return this.row.transcript_state === ArtifactState.AVAILABLE;
  }
  get transcriptState() {
    return this.row.transcript_state;
  }
  get transcriptReason() {
    return this.row.transcript_reason;
  }
  get recordingState() {
    return this.row.recording_state;
  }
  get recordingReason() {
    return this.row.recording_reason;
  }
  get createdAt() {
    return this.dialect.toInstant(this.row.created_at);
  }
  get updatedAt() {
    return this.dialect.toInstant(this.row.updated_at);
  }
}

export function toCallObject(row: ListedCall, dialect: Dialect): CallObject {
  return new CallOfRow(row, dialect);
}

export function toCallLegObject(row: CallLegTable, currency: string | null, dialect: Dialect): CallLegObject {
  return {
    legId: row.leg_id,
    direction: row.direction,
    localNumber: row.local_number,
    remoteNumber: row.remote_number,
    remoteNumberType: row.remote_number_type,
    startTime: dialect.toInstant(row.start_time),
    durationSeconds: row.duration_seconds,
    cost: toMoney(row.cost_nanos, currency),
    successful: row.successful === 1,
    endReason: row.end_reason,
  };
}

function toMoney(nanos: string | number | null, currency: string | null): MoneyObject | null {
  return nanos === null ? null : toMoneyObject(BigInt(nanos), currency);
}
