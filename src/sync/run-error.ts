import { UpstreamError, type UpstreamFault } from '../upstream/index.js';
import type { RunError } from './run-leases.js';
import { UnreadableSecretError } from '../secrets/index.js';
import { NoProgressError } from './run-stop.js';
import { SyncErrorKind } from './sync.enums.js';

/** Faults that go on until somebody changes a setting. */
const CONFIGURATION: ReadonlySet<UpstreamFault> = new Set<UpstreamFault>([
  'unauthorized',
  'forbidden',
  'not_found',
  'bad_request',
  'out_of_funds',
  'token_expired',
]);

/**
 * What a run says of the error that ended it. An upstream's own sentence tells what to do; of anything else only that
 * it was this server's fault, as its words may hold anything. The log has the rest.
 */
export function toRunError(error: unknown): RunError {
  if (error instanceof UpstreamError) {
    const isConfiguration = CONFIGURATION.has(error.fault);
    return {
      kind: isConfiguration ? SyncErrorKind.CONFIGURATION : SyncErrorKind.TRANSIENT,
      code: error.upstreamCode === undefined ? error.fault.toUpperCase() : error.upstreamCode,
      message: error.message,
      retryable: !isConfiguration,
    };
  }
  if (error instanceof UnreadableSecretError) {
    return {
      kind: SyncErrorKind.CONFIGURATION,
      code: 'UNREADABLE_SECRET',
      message:
        'The saved credentials cannot be read with the present ENCRYPTION_KEY. Put the old key back, or enter them again.',
      retryable: false,
    };
  }
  return {
    kind: SyncErrorKind.INTERNAL,
    code: error instanceof NoProgressError ? 'NO_PROGRESS' : 'INTERNAL',
    message:
      'The sync failed inside the server. What was stored stays; retry it, and look into the log if it fails again.',
    retryable: true,
  };
}
