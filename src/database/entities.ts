import { Account } from '../accounts/account.entity.js';
import { Application } from '../applications/application.entity.js';
import { ScenarioDeployment } from '../applications/scenario/scenario-deployment.entity.js';
import { AuditEntry } from '../audit/audit-entry.entity.js';
import { ApiKey } from '../auth/api-key.entity.js';
import { User } from '../auth/user.entity.js';
import { Workspace } from '../auth/workspace.entity.js';
import { CallLeg } from '../calls/call-leg.entity.js';
import { Call } from '../calls/call.entity.js';
import { NumberPart } from '../calls/numbers/number-part.entity.js';
import { CallText } from '../calls/search/call-text.entity.js';
import { CallWord } from '../calls/search/call-word.entity.js';
import { ErasedConversation } from '../calls/erasure/erased-conversation.entity.js';
import { Recording } from '../recordings/recording.entity.js';
import { Beat } from '../schedule/beat.entity.js';
import { SyncFailure } from '../sync/sync-failure.entity.js';
import { SyncRun } from '../sync/sync-run.entity.js';
import { TranscriptMessage } from '../transcripts/transcript-message.entity.js';
import { Transcript } from '../transcripts/transcript.entity.js';
import { WebhookEvent } from '../webhooks/webhook-event.entity.js';

/** Every entity of the application, listed: nothing is discovered by folder. */
export const entities = [
  Workspace,
  User,
  ApiKey,
  Account,
  Application,
  ScenarioDeployment,
  Call,
  CallLeg,
  CallText,
  CallWord,
  ErasedConversation,
  NumberPart,
  Recording,
  SyncRun,
  SyncFailure,
  Transcript,
  TranscriptMessage,
  WebhookEvent,
  AuditEntry,
  Beat,
];
