import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { DateTimeScalar } from '../common/graphql-scalars.js';
import { toGlobalId } from '../common/id.js';
import { NodeObject } from '../common/node.object.js';
import { connectionOf } from '../common/pagination.js';
import type { Dialect } from '../database/index.js';
import { WebhookSource, WebhookStatus } from './webhook.enums.js';
import type { WebhookEventRow } from './webhook-events.repository.js';

registerEnumType(WebhookSource, { name: 'WebhookSource', description: 'Who has sent a webhook.' });
registerEnumType(WebhookStatus, {
  name: 'WebhookStatus',
  description:
    'PENDING: to be processed, at once or at nextAttemptAt. WAITING: for its call, which is not known yet. The last two are final; a FAILED one can be replayed.',
});

@ObjectType('WebhookEvent', {
  implements: () => NodeObject,
  description: 'A webhook that was received and verified. Kept for 30 days; what it brought is in the calls.',
})
export class WebhookEventObject extends NodeObject {
  @Field(() => WebhookSource) source!: WebhookSource;
  @Field({ description: "The sender's word, e.g. `call.started` or `post_call_audio`." }) type!: string;
  @Field(() => WebhookStatus) status!: WebhookStatus;
  @Field(() => String, { nullable: true, description: 'Why it waits, has failed, or changed nothing.' })
  reason!: string | null;
  @Field(() => Int, { description: 'How often it was taken up.' }) attempts!: number;
  @Field(() => String, { nullable: true, description: 'The conversation at ElevenLabs that it names.' })
  conversationId!: string | null;
  @Field(() => DateTimeScalar, { description: "By the sender's clock." }) occurredAt!: Date;
  @Field(() => DateTimeScalar) receivedAt!: Date;
  @Field(() => DateTimeScalar, { nullable: true }) nextAttemptAt!: Date | null;
  @Field(() => DateTimeScalar, { nullable: true }) processedAt!: Date | null;

  /** For the field resolver; not part of the schema. */
  applicationKey!: string;
}

@ObjectType('ReplayWebhookEventPayload')
export class ReplayWebhookEventPayload {
  @Field(() => WebhookEventObject) event!: WebhookEventObject;
}

export const { edge: WebhookEventEdge, connection: WebhookEventConnection } = connectionOf(
  WebhookEventObject,
  'WebhookEvent',
);

export function toWebhookEventObject(row: WebhookEventRow, dialect: Dialect): WebhookEventObject {
  const instant = (column: string | number | null) => (column === null ? null : dialect.toDate(column));
  return {
    id: toGlobalId('WebhookEvent', row.id),
    applicationKey: row.application_id,
    source: row.source,
    type: row.type,
    status: row.status,
    reason: row.reason,
    attempts: row.attempts,
    conversationId: row.conversation_id,
    occurredAt: dialect.toDate(row.occurred_at),
    receivedAt: dialect.toDate(row.received_at),
    nextAttemptAt: instant(row.due_at),
    processedAt: instant(row.processed_at),
  };
}
