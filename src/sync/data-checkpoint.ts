import { z } from 'zod';
import type { Artifact } from '../calls/index.js';

/**
 * How far the fetching of transcripts and recordings has come. What was fetched is told by the state of each call; this
 * only saves walking over them again.
 */
export interface DataCheckpoint {
  stage: 'data';
  /** Calls that were tried since then are not tried again by the same run. */
  since: Date;
  artifact: Artifact;
  /** The last call, by its key, that the walk is done with. */
  after: string;
  /** The call in hand, while the run is cautious: where the process ends with it again and again, it is to blame. */
  suspect?: string | undefined;
}

const Checkpoint = z.object({
  stage: z.literal('data'),
  since: z.iso.datetime().transform((text) => new Date(text)),
  artifact: z.enum(['transcript', 'recording']),
  after: z.string(),
  suspect: z.string().optional(),
});

export function writeDataCheckpoint(checkpoint: DataCheckpoint): string {
  return JSON.stringify(checkpoint);
}

/** Undefined where the run has not come to its data yet. */
export function readDataCheckpoint(text: string | null): DataCheckpoint | undefined {
  return text === null ? undefined : Checkpoint.safeParse(JSON.parse(text)).data;
}
