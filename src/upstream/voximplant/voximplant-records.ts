import { HostAllowList } from '../host-allow-list.js';
import { statusError } from '../status-error.js';
import { UpstreamError } from '../upstream.error.js';
import { type UpstreamAnswer } from '../upstream-request.js';

export const MOST_RECORD_BYTES = 1024 ** 3;

const STORAGE_HOST = /^storage-gw-[a-z]{2}-\d{2}\.voximplant\.com$/;

/** Where recordings are fetched from: Voximplant's storage, or the address that tests and the demo put in. */
export function recordHosts(override: string | undefined): HostAllowList {
  return new HostAllowList(STORAGE_HOST, override);
}

export function foreignRecord(): UpstreamError {
  const message = "The recording is not on one of Voximplant's hosts, so it is not fetched: download it there.";
  return new UpstreamError({ upstream: 'voximplant', fault: 'bad_request', message });
}

/** @see Voximplant guide "Secure objects": 401 not authorised, 403 broken link, 404 deleted, or not written yet */
export function recordError(answer: UpstreamAnswer): UpstreamError {
  const httpStatus = answer.status;
  if (httpStatus === 403 || httpStatus === 404) {
    const message = 'Voximplant has no file for this recording: it may not be ready yet, or it is deleted.';
    return new UpstreamError({ upstream: 'voximplant', fault: 'no_audio', message, httpStatus });
  }
  if (httpStatus === 401) {
    const message =
      'The recording is in secure storage: it takes a service account to read it, an API key does not do.';
    return new UpstreamError({ upstream: 'voximplant', fault: 'unauthorized', message, httpStatus });
  }
  return statusError('voximplant', answer);
}
