import { defineEntity, p } from '@mikro-orm/core';
import { Account } from '../accounts/index.js';
import { asciiColumn, codeColumn, createdAtColumn, idColumn, keyColumn, updatedAtColumn } from '../common/columns.js';
import type { ElevenLabsRegion } from './application.enums.js';

const ApplicationSchema = defineEntity({
  name: 'Application',
  tableName: 'applications',
  uniques: [{ properties: ['account', 'voximplantApplicationId'] }],
  indexes: [{ properties: ['workspaceId'] }],
  properties: {
    id: idColumn(),
    account: () => p.manyToOne(Account).ref().index(false).deleteRule('cascade'),
    workspaceId: keyColumn(), // the account's, beside it: every query is bound to a workspace
    name: p.string().length(200),
    voximplantApplicationId: asciiColumn(32),
    elevenLabsAgentId: p.string().length(128),
    elevenLabsRegion: codeColumn<ElevenLabsRegion>(),
    elevenLabsApiKey: p.text(), // encrypted
    elevenLabsApiKeyHint: p.string().length(4),
    elevenLabsWebhookSecret: p.text().nullable(), // encrypted
    phoneNumber: p.string().length(32).nullable(),
    webhookSecret: p.text(), // encrypted
    previousWebhookSecret: p.text().nullable(), // encrypted; good until the instant beside it
    previousWebhookSecretUntil: p.datetime(3).nullable(),
    syncEnabled: p.boolean().default(true),
    syncIntervalMinutes: p.integer().default(15),
    syncLookbackHours: p.integer().default(48),
    syncTranscripts: p.boolean().default(true),
    syncAudio: p.boolean().default(true),
    recordingDays: p.integer().nullable(),
    transcriptDays: p.integer().nullable(),
    callDays: p.integer().nullable(),
    syncPausedReason: p.string().length(1000).nullable(), // not synced by schedule until somebody has acted
    syncPausedAt: p.datetime(3).nullable(),
    syncedThrough: p.datetime(3).nullable(),
    createdAt: createdAtColumn(),
    updatedAt: updatedAtColumn(),
  },
});

/** One Voximplant application paired with the ElevenLabs agent that talks in its calls. */
export class Application extends ApplicationSchema.class {}
ApplicationSchema.setClass(Application);
