import { UpstreamError, type UpstreamFault } from '../upstream/index.js';
import { toRunError } from './run-error.js';
import { SyncErrorKind } from './sync.enums.js';

const upstream = (fault: UpstreamFault, upstreamCode?: string) =>
  new UpstreamError({ upstream: 'voximplant', fault, message: 'What to do.', upstreamCode });

describe('toRunError', () => {
  it.each<UpstreamFault>(['unauthorized', 'forbidden', 'not_found', 'bad_request', 'out_of_funds', 'token_expired'])(
    'says of %s that somebody has to change a setting',
    (fault) => {
      expect(toRunError(upstream(fault))).toMatchObject({ kind: SyncErrorKind.CONFIGURATION, retryable: false });
    },
  );

  it.each<UpstreamFault>([
    'rate_limited',
    'unavailable',
    'timeout',
    'bad_payload',
    'too_large',
    'redirected',
    'conflict',
  ])('says of %s that it may work later', (fault) => {
    expect(toRunError(upstream(fault))).toMatchObject({ kind: SyncErrorKind.TRANSIENT, retryable: true });
  });

  it('names the code of the upstream, or else the fault, and hands on its sentence', () => {
    expect(toRunError(upstream('unauthorized', '100'))).toMatchObject({ code: '100', message: 'What to do.' });
    expect(toRunError(upstream('timeout'))).toMatchObject({ code: 'TIMEOUT', message: 'What to do.' });
  });

  it('tells nothing of an error of this server but that it was one', () => {
    const error = toRunError(new Error('insert into calls … secret'));

    expect(error).toMatchObject({ kind: SyncErrorKind.INTERNAL, code: 'INTERNAL', retryable: true });
    expect(error.message).not.toContain('secret');
  });
});
