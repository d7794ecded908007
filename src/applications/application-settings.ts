import type { Application } from './application.entity.js';
import type { RetentionSettingsInput, SyncSettingsInput } from './application-settings.inputs.js';

type SyncColumns = Pick<
  Application,
  'syncEnabled' | 'syncIntervalMinutes' | 'syncLookbackHours' | 'syncTranscripts' | 'syncAudio'
>;
type RetentionColumns = Pick<Application, 'recordingDays' | 'transcriptDays' | 'callDays'>;

/** The columns that the settings name; what is absent or null is left out. */
export function syncColumns(input: SyncSettingsInput | null | undefined): Partial<SyncColumns> {
  return onlyGiven<SyncColumns>({
    syncEnabled: input?.enabled ?? undefined,
    syncIntervalMinutes: input?.intervalMinutes ?? undefined,
    syncLookbackHours: input?.lookbackHours ?? undefined,
    syncTranscripts: input?.transcripts ?? undefined,
    syncAudio: input?.audio ?? undefined,
  });
}

/** The columns that the settings name; null is a value here, and means for ever. */
export function retentionColumns(input: RetentionSettingsInput | null | undefined): Partial<RetentionColumns> {
  const { recordingDays, transcriptDays, callDays } = input ?? {};
  return onlyGiven<RetentionColumns>({ recordingDays, transcriptDays, callDays });
}

/** Without the undefined members: to MikroORM those are values. */
export function onlyGiven<Columns extends object>(columns: Partial<Columns>): Partial<Columns> {
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined)) as Partial<Columns>;
}
