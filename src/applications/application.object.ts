import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { toGlobalId } from '../common/id.js';
import { NodeObject } from '../common/node.object.js';
import type { Application } from './application.entity.js';
import { ElevenLabsRegion } from './application.enums.js';

registerEnumType(ElevenLabsRegion, {
  name: 'ElevenLabsRegion',
  description: 'Where the ElevenLabs workspace lives; each region has its own host, keys and agents.',
});

@ObjectType('SyncSettings', { description: 'What is synced by schedule.' })
export class SyncSettingsObject {
  @Field() enabled!: boolean;
  @Field(() => Int, { description: 'Between two syncs.' }) intervalMinutes!: number;
  @Field(() => Int, { description: 'How far a sync looks back behind what is synced, for rows that come late.' })
  lookbackHours!: number;
  @Field() transcripts!: boolean;
  @Field() audio!: boolean;
}

@ObjectType('RetentionSettings', {
  description: 'Days from the start of a call after which its parts are deleted here. Null keeps them for ever.',
})
export class RetentionSettingsObject {
  @Field(() => Int, { nullable: true }) recordingDays!: number | null;
  @Field(() => Int, { nullable: true }) transcriptDays!: number | null;
  @Field(() => Int, { nullable: true }) callDays!: number | null;
}

@ObjectType('SyncPause', {
  description:
    'An upstream refused what is set up, so no schedule syncs until somebody acts: `verifyAccount` once the account at Voximplant is in order, `updateApplication` with another ElevenLabs key or agent, or a sync by hand that succeeds.',
})
export class SyncPauseObject {
  @Field({ description: 'What the upstream said.' }) reason!: string;
  @Field() since!: Date;
}

@ObjectType('Application', {
  implements: () => NodeObject,
  description: 'An application at Voximplant, paired with the ElevenLabs agent that talks in its calls.',
})
export class ApplicationObject extends NodeObject {
  @Field() name!: string;
  @Field({ description: "The application's number at Voximplant; calls are synced by it." })
  voximplantApplicationId!: string;
  @Field() elevenLabsAgentId!: string;
  @Field(() => ElevenLabsRegion) elevenLabsRegion!: ElevenLabsRegion;
  @Field({ description: 'The last four characters of the key, nothing more.' }) elevenLabsApiKeyHint!: string;
  @Field(() => String, { nullable: true, description: 'E.164 with +.' }) phoneNumber!: string | null;
  @Field(() => SyncSettingsObject) sync!: SyncSettingsObject;
  @Field(() => RetentionSettingsObject) retention!: RetentionSettingsObject;
  @Field(() => Date, { nullable: true, description: 'Everything that started before this instant has been synced.' })
  syncedThrough!: Date | null;
  @Field() createdAt!: Date;
  @Field() updatedAt!: Date;

  /** For field resolvers; not part of the schema. */
  key!: string;
  accountKey!: string;
  ownPause!: SyncPauseObject | null;
}

export function toApplicationObject(application: Application): ApplicationObject {
  return {
    id: toGlobalId('Application', application.id),
    key: application.id,
    accountKey: application.account.id,
    ownPause:
      application.syncPausedAt == null
        ? null
        : { reason: application.syncPausedReason ?? '', since: application.syncPausedAt },
    name: application.name,
    voximplantApplicationId: application.voximplantApplicationId,
    elevenLabsAgentId: application.elevenLabsAgentId,
    elevenLabsRegion: application.elevenLabsRegion,
    elevenLabsApiKeyHint: application.elevenLabsApiKeyHint,
    phoneNumber: application.phoneNumber ?? null,
    sync: {
      enabled: application.syncEnabled,
      intervalMinutes: application.syncIntervalMinutes,
      lookbackHours: application.syncLookbackHours,
      transcripts: application.syncTranscripts,
      audio: application.syncAudio,
    },
    retention: {
      recordingDays: application.recordingDays ?? null,
      transcriptDays: application.transcriptDays ?? null,
      callDays: application.callDays ?? null,
    },
    syncedThrough: application.syncedThrough ?? null,
    createdAt: application.createdAt,
    updatedAt: application.updatedAt,
  };
}
