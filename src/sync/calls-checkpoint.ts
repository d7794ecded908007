import { z } from 'zod';
import type { WalkPosition } from './history-walk.js';

/**
 * How far a run of calls has come. `window`: walking through the range; `reread`: asking again, by id, for older calls
 * that were not settled; `done`: nothing is left.
 */
export type CallsCheckpoint =
  | { stage: 'window'; position: WalkPosition }
  | { stage: 'reread'; after: { startTime: Date; id: string } | null }
  | { stage: 'done' }
  | { stage: 'data' };

const instant = z.iso.datetime().transform((text) => new Date(text));

const Checkpoint = z.discriminatedUnion('stage', [
  z.object({
    stage: z.literal('window'),
    position: z.object({ from: instant, offset: z.number().int().min(0), seen: z.array(z.string()) }),
  }),
  z.object({ stage: z.literal('reread'), after: z.object({ startTime: instant, id: z.string() }).nullable() }),
  z.object({ stage: z.literal('done') }),
  z.object({ stage: z.literal('data') }),
]);

export function writeCheckpoint(checkpoint: CallsCheckpoint): string {
  return JSON.stringify(checkpoint);
}

/** Undefined for a run that has not got anywhere yet. */
export function readCheckpoint(text: string | null): CallsCheckpoint | undefined {
  return text === null ? undefined : Checkpoint.parse(JSON.parse(text));
}
