import { Agent, type Dispatcher } from 'undici';
import { traceparent } from '../logging/log-context.js';
import { cleanJsonText, unreadable } from './json-text.js';
import { displayName, UpstreamError, type UpstreamName } from './upstream.error.js';
import { type Authorization, type UpstreamRequest, type UpstreamStreamRequest } from './upstream-request.js';
import { type UpstreamSettings } from './upstream-settings.js';

export type Response = Dispatcher.ResponseData;

const MOST_REDIRECTS = 3;
const SHORTEST_SECRET = 6; // blotting out less would garble ordinary text

/** Sends a request once. Nothing here retries or waits for a turn, and errors below HTTP come as undici throws them. */
export class UpstreamTransport {
  private readonly agent: Agent;

  constructor(settings: UpstreamSettings) {
    this.agent = new Agent({
      connect: { timeout: settings.connectTimeoutMs },
      headersTimeout: settings.headersTimeoutMs,
      bodyTimeout: settings.idleTimeoutMs,
      allowH2: false, // one request a connection: a stalled one cannot hold up others
    });
  }

  /**
   * The answer, which is no redirect: with the credentials none is followed, and without them only where the request allows it.
   * @throws UpstreamError `redirected`
   */
  async send(request: UpstreamStreamRequest, authorization: Authorization, signal: AbortSignal): Promise<Response> {
    let url = request.url;
    let response = await this.sendTo(url, request, authorization, signal);
    for (let hop = 1; isRedirect(response); hop += 1) {
      const target = URL.parse(headerOf(response, 'location') ?? '', url.href);
      abandon(response);
      if (target === null || hop > MOST_REDIRECTS || request.redirects?.allows(target) !== true) {
        throw redirected(request.upstream, response.statusCode);
      }
      url = target;
      response = await this.sendTo(url, request, { secrets: [] }, signal);
    }
    refuseEncoding(request.upstream, response);
    return response;
  }

  /** Closes the connections; what is under way fails. */
  close(): Promise<void> {
    return this.agent.destroy();
  }

  private sendTo(
    url: URL,
    request: UpstreamRequest,
    authorization: Authorization,
    signal: AbortSignal,
  ): Promise<Response> {
    const form = request.form || authorization.form ? { ...request.form, ...authorization.form } : undefined;
    return this.agent.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: request.method,
      headers: {
        'user-agent': 'voxsync',
        'accept-encoding': 'identity',
        traceparent: traceparent(),
        ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
        ...authorization.headers,
      },
      body: form ? new URLSearchParams(form).toString() : null,
      signal,
    });
  }
}

/**
 * The whole body as text, clean and with our own secrets blotted out, should the upstream repeat them.
 * @throws UpstreamError `too_large`
 */
export async function wholeText(
  upstream: UpstreamName,
  response: Response,
  maxBytes: number,
  { secrets }: Authorization,
): Promise<string> {
  const chunks: Buffer[] = [];
  let byteCount = 0;
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    byteCount += chunk.length;
    if (byteCount > maxBytes) throw tooLarge(upstream, maxBytes); // leaving the loop closes the connection
    chunks.push(chunk);
  }
  const text = cleanJsonText(Buffer.concat(chunks, byteCount).toString('utf8'));
  return secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .reduce((safe, secret) => safe.replaceAll(secret, '[redacted]'), text);
}

export function headerOf(response: Response, name: string): string | undefined {
  const value = response.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Gives a body up: whatever still goes wrong with it concerns nobody. */
export function abandon({ body }: Response): void {
  body.on('error', () => undefined).destroy();
}

export function tooLarge(upstream: UpstreamName, maxBytes: number): UpstreamError {
  const message = `${displayName(upstream)} sent more than the ${maxBytes} bytes that are accepted.`;
  return new UpstreamError({ upstream, fault: 'too_large', message });
}

function isRedirect({ statusCode }: Response): boolean {
  return statusCode >= 300 && statusCode < 400;
}

/** We ask for plain bytes: a compressed answer would slip past the size cap. */
function refuseEncoding(upstream: UpstreamName, response: Response): void {
  if ((headerOf(response, 'content-encoding') ?? 'identity') === 'identity') return;
  abandon(response);
  throw unreadable(upstream, 'a compressed body that nobody asked for');
}

function redirected(upstream: UpstreamName, httpStatus: number): UpstreamError {
  const message = `${displayName(upstream)} sent us to another address, where credentials must not go: check its address in the settings.`;
  return new UpstreamError({ upstream, fault: 'redirected', message, httpStatus });
}
