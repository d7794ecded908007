import { useI18n } from '../i18n/i18n';
import type { Run } from './live-runs';

/** What a run has done so far, in words; what is zero is left out. */
export function useRunCounts({ counts, kind }: Pick<Run, 'counts' | 'kind'>): string[] {
  const { t, format } = useI18n();
  const { runs } = t;
  const about: [number, (n: string) => string][] = [
    [counts.newCalls, runs.newCalls],
    [counts.updatedCalls, runs.updated],
    [counts.unchangedCalls, runs.unchanged],
    [counts.transcriptsSynced, runs.transcripts],
    [counts.audiosSynced, runs.recordings],
    [counts.skipped, runs.skipped],
    [counts.failed, runs.failed],
  ];
  const texts = about.filter(([n]) => n > 0).map(([n, text]) => text(format.integer(n)));
  if (kind !== 'CALLS' && counts.bytesDownloaded > 0) texts.push(format.megabytes(counts.bytesDownloaded));
  return texts;
}
