import { defineEntity, p } from '@mikro-orm/core';
import { Application } from '../applications/index.js';
import { asciiColumn, codeColumn, idColumn, keyColumn } from '../common/columns.js';
import { type WebhookSource, type WebhookStatus } from './webhook.enums.js';

const WebhookEventSchema = defineEntity({
  name: 'WebhookEvent',
  tableName: 'webhook_events',
  uniques: [{ properties: ['application', 'source', 'eventId'] }], // what makes a repeated delivery harmless
  indexes: [
    { properties: ['dueAt'] },
    { properties: ['status', 'receivedAt'] }, // what waits for its call, and what is past its days
    { properties: ['workspaceId', 'id'] },
    { properties: ['application', 'sessionId'] },
    { properties: ['application', 'conversationId'] },
  ],
  properties: {
    id: idColumn(),
    workspaceId: keyColumn(),
    application: () => p.manyToOne(Application).ref().index(false).deleteRule('cascade'),
    source: codeColumn<WebhookSource>(),
    eventId: asciiColumn(128), // the sender's, or made of what tells its deliveries apart
    type: asciiColumn(64), // the sender's word
    sessionId: p.bigint('string').nullable(),
    conversationId: asciiColumn(128).nullable(),
    occurredAt: p.datetime(3), // by the sender's clock
    status: codeColumn<WebhookStatus>(),
    reason: p.string().length(500).nullable(),
    attempts: p.integer().default(0),
    body: p.blob().columnType('longblob').nullable(), // what is still to be done with it, gzipped; gone once that is done
    storageKey: asciiColumn(255).nullable(), // of the audio that came with it, until it is in its place
    receivedAt: p.datetime(3),
    dueAt: p.datetime(3).nullable(), // by the database's clock; while somebody works on it, the end of the lease
    leaseToken: keyColumn().nullable(), // who works on it
    processedAt: p.datetime(3).nullable(),
  },
});

/** One webhook that was received and verified: the row is the truth of what is still to be done about it. */
export class WebhookEvent extends WebhookEventSchema.class {}
WebhookEventSchema.setClass(WebhookEvent);
