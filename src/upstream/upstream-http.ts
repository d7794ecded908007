import { CircuitBreakers, CircuitOpenError } from './circuit-breakers.js';
import { deadlineAfter } from './deadline.js';
import { retryAfterMs } from './retry-after.js';
import { nextAttemptIn } from './retry-policy.js';
import { timeoutError, transportError } from './transport-error.js';
import { systemClock, type UpstreamClock } from './upstream-clock.js';
import { displayName, UpstreamError, type UpstreamName } from './upstream.error.js';
import { openFile, type UpstreamFile } from './upstream-file.js';
import { type UpstreamLimiter } from './upstream-limiter.js';
import {
  type Authorization,
  type UpstreamAnswer,
  type UpstreamRequest,
  type UpstreamStreamRequest,
} from './upstream-request.js';
import { type UpstreamSettings } from './upstream-settings.js';
import { headerOf, type Response, UpstreamTransport, wholeText } from './upstream-transport.js';

const MOST_ERROR_BYTES = 1_000_000;
/** Those who waited for the same moment do not all go at once. */
const AFTER_A_WAIT_MS = 100;

/** One attempt of a request, as it ended. */
export interface ObservedAttempt {
  upstream: UpstreamName;
  /** Without the query. */
  path: string;
  /** From 1. */
  attempt: number;
  /** `ok`, `aborted`, or the fault. */
  outcome: string;
  ms: number;
}

/**
 * How both upstreams are asked: limits on connecting, on headers, on each pause of the body and on the attempt as a whole;
 * a size cap; retries as {@link nextAttemptIn} decides; one line per credential, whose turn also lasts through the pauses
 * between attempts, so that an upstream in trouble is asked less; a wait that it asked for is kept by everybody who uses the
 * credential; an upstream that keeps failing is left alone for a while. Redirects are never followed with credentials.
 *
 * Every failure is an `UpstreamError`, except that an aborted signal's reason is thrown as it is.
 */
export class UpstreamHttp {
  /** Which upstreams are left alone, as they kept failing. */
  readonly circuits: CircuitBreakers;
  private readonly transport: UpstreamTransport;

  constructor(
    private readonly settings: UpstreamSettings,
    private readonly limiter: UpstreamLimiter,
    private readonly clock: UpstreamClock = systemClock,
    private readonly observe: (attempt: ObservedAttempt) => void = () => undefined,
  ) {
    this.transport = new UpstreamTransport(settings);
    this.circuits = new CircuitBreakers(settings.breakMs);
  }

  /**
   * @param read makes the result of a whole answer, whatever its status; the UpstreamError that it throws is retried if it
   *   says `retryable`
   */
  async ask<T>(request: UpstreamRequest, read: (answer: UpstreamAnswer) => T): Promise<T> {
    const release = await this.limiter.acquire(request.limiterKey, request.signal);
    try {
      return await this.persistently(request, async (authorization) => read(await this.answer(request, authorization)));
    } finally {
      release();
    }
  }

  /**
   * Opens a file. The promise settles when its first bytes are there, so that what fails until then is retried; what fails
   * later breaks the stream, and the caller has to start again: neither upstream promises ranges.
   * @param refuse makes the error for a status other than 2xx
   * @throws UpstreamError `bad_payload` if the file is empty
   */
  async download(
    request: UpstreamStreamRequest,
    refuse: (answer: UpstreamAnswer) => UpstreamError,
  ): Promise<UpstreamFile> {
    const release = await this.limiter.acquire(request.limiterKey, request.signal);
    try {
      const file = await this.persistently(request, (authorization) => this.file(request, authorization, refuse));
      file.stream.once('close', release);
      return file;
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Closes the connections; requests that are under way fail. Runs have been handed back by then. */
  onApplicationShutdown(): Promise<void> {
    return this.transport.close();
  }

  private async persistently<T>(
    request: UpstreamRequest,
    once: (authorization: Authorization) => Promise<T>,
  ): Promise<T> {
    let refused: UpstreamError | undefined;
    for (let attempt = 1; ; attempt += 1) {
      request.signal?.throwIfAborted();
      await this.mayGoOut(request);
      try {
        const attemptOnce = async () => once(await request.authorize(refused));
        const watched = () => this.watched(request, attempt, attemptOnce);
        const result = await this.circuits.run(request.upstream, request.limiterKey, watched);
        this.limiter.speedUp(request.limiterKey);
        return result;
      } catch (error) {
        if (!(error instanceof UpstreamError) || error instanceof CircuitOpenError) throw error;
        await this.takeNotice(request, error);
        const pauseMs = nextAttemptIn(error, attempt, this.settings.retry, this.clock);
        if (pauseMs === null) throw error;
        refused = error;
        await this.clock.sleep(pauseMs, request.signal);
      }
    }
  }

  /** Tells how the attempt ended, and how long it took: of a file, until its first bytes were there. */
  private async watched<T>(request: UpstreamRequest, attempt: number, work: () => Promise<T>): Promise<T> {
    const begunAt = performance.now();
    const tell = (outcome: string) =>
      this.observe({
        upstream: request.upstream,
        path: request.url.pathname,
        attempt,
        outcome,
        ms: performance.now() - begunAt,
      });
    try {
      const result = await work();
      tell('ok');
      return result;
    } catch (error) {
      tell(error instanceof UpstreamError ? error.fault : 'aborted');
      throw error;
    }
  }

  /** Waits until the credential's limits let one more request out. @throws UpstreamError if that takes too long */
  private async mayGoOut({ upstream, limiterKey, signal }: UpstreamRequest): Promise<void> {
    for (;;) {
      const heldMs = await this.limiter.heldOffFor(limiterKey);
      if (heldMs > this.settings.retry.maxWaitInPlaceMs) throw heldOff(upstream, heldMs);
      const waitMs = heldMs > 0 ? heldMs : await this.limiter.spend(limiterKey);
      if (waitMs === 0) return;
      await this.clock.sleep(waitMs + this.clock.random() * AFTER_A_WAIT_MS, signal);
    }
  }

  /** What one request was told holds for all that use the credential. */
  private async takeNotice({ limiterKey }: UpstreamRequest, { fault, retryAfterMs }: UpstreamError): Promise<void> {
    if (fault === 'rate_limited') this.limiter.slowDown(limiterKey);
    if (retryAfterMs !== undefined && retryAfterMs > 0) await this.limiter.holdOff(limiterKey, retryAfterMs);
  }

  private async answer(request: UpstreamRequest, authorization: Authorization): Promise<UpstreamAnswer> {
    const { upstream, signal, maxBytes } = request;
    const deadline = deadlineAfter(this.settings.deadlineMs, () => timeoutError(upstream), signal);
    try {
      const response = await this.transport.send(request, authorization, deadline.signal);
      return this.toAnswer(response, await wholeText(upstream, response, maxBytes, authorization));
    } catch (error) {
      signal?.throwIfAborted();
      throw transportError(upstream, error);
    } finally {
      deadline.clear();
    }
  }

  private async file(
    request: UpstreamStreamRequest,
    authorization: Authorization,
    refuse: (answer: UpstreamAnswer) => UpstreamError,
  ): Promise<UpstreamFile> {
    const { upstream, signal, maxBytes } = request;
    const deadline = deadlineAfter(this.settings.fileDeadlineMs, () => timeoutError(upstream), signal);
    try {
      const response = await this.transport.send(request, authorization, deadline.signal);
      if (response.statusCode < 200 || response.statusCode > 299) {
        throw refuse(this.toAnswer(response, await wholeText(upstream, response, MOST_ERROR_BYTES, authorization)));
      }
      const file = await openFile(upstream, response, maxBytes);
      file.stream.once('close', () => deadline.clear());
      return file;
    } catch (error) {
      deadline.clear();
      signal?.throwIfAborted();
      throw transportError(upstream, error);
    }
  }

  private toAnswer(response: Response, text: string): UpstreamAnswer {
    return {
      status: response.statusCode,
      text,
      contentType: headerOf(response, 'content-type'),
      retryAfterMs: retryAfterMs(headerOf(response, 'retry-after'), this.clock.now()),
    };
  }
}

function heldOff(upstream: UpstreamName, retryAfterMs: number): UpstreamError {
  const message = `${displayName(upstream)} wants to be left alone for a while: try again later.`;
  return new UpstreamError({ upstream, fault: 'rate_limited', retryable: true, message, retryAfterMs });
}
