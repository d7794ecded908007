import { type AllowedUrls } from './host-allow-list.js';
import { type UpstreamError, type UpstreamName } from './upstream.error.js';

/** What proves who asks. Kept apart from the request so that it can be left out, renewed and recognised. */
export interface Authorization {
  headers?: Readonly<Record<string, string>>;
  /** Joins the form fields of the body. */
  form?: Readonly<Record<string, string>>;
  /** What must not be seen again: an upstream that repeats one of these has it blotted out of its answer. */
  secrets: readonly string[];
}

/** A request that reads: it may be sent several times. */
export interface UpstreamRequest {
  upstream: UpstreamName;
  /** Names the credential without revealing it; all requests of one key share a limiter. */
  limiterKey: string;
  method: 'GET' | 'POST';
  url: URL;
  /** Sent as `application/x-www-form-urlencoded`. */
  form?: Readonly<Record<string, string>>;
  /**
   * Asked for anew before each attempt.
   * @param refused why the attempt before failed, so that an expired token can be replaced
   */
  authorize(refused?: UpstreamError): Authorization | Promise<Authorization>;
  /** More bytes than this are `too_large`. */
  maxBytes: number;
  signal?: AbortSignal | undefined;
}

/** A request for a file. */
export interface UpstreamStreamRequest extends UpstreamRequest {
  /** Where a redirect may lead to, without credentials. Without a list none is followed. */
  redirects?: AllowedUrls;
}

/** A whole answer, whatever its status, except redirects. */
export interface UpstreamAnswer {
  status: number;
  /** Cleaned as {@link cleanJsonText} does, without our own secrets. */
  text: string;
  contentType: string | undefined;
  retryAfterMs: number | undefined;
}
