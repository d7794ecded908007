import { deadlineAfter } from './deadline.js';
import { retryAfterMs } from './retry-after.js';
import { nextAttemptIn } from './retry-policy.js';
import { timeoutError, transportError } from './transport-error.js';
import { systemClock, type UpstreamClock } from './upstream-clock.js';
import { UpstreamError } from './upstream.error.js';
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

/**
 * How both upstreams are asked: limits on connecting, on headers, on each pause of the body and on the attempt as a whole;
 * a size cap; retries as {@link nextAttemptIn} decides; one line per credential, whose turn also lasts through the pauses
 * between attempts, so that an upstream in trouble is asked less. Redirects are never followed with credentials.
 *
 * Every failure is an `UpstreamError`, except that an aborted signal's reason is thrown as it is.
 */
export class UpstreamHttp {
  private readonly transport: UpstreamTransport;

  constructor(
    private readonly settings: UpstreamSettings,
    private readonly limiter: UpstreamLimiter,
    private readonly clock: UpstreamClock = systemClock,
  ) {
    this.transport = new UpstreamTransport(settings);
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
   * @throws UpstreamError `no_audio` if the file is empty
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

  /** Closes the connections; requests that are under way fail. */
  onModuleDestroy(): Promise<void> {
    return this.transport.close();
  }

  private async persistently<T>(
    request: UpstreamRequest,
    once: (authorization: Authorization) => Promise<T>,
  ): Promise<T> {
    let refused: UpstreamError | undefined;
    for (let attempt = 1; ; attempt += 1) {
      request.signal?.throwIfAborted();
      try {
        return await once(await request.authorize(refused));
      } catch (error) {
        if (!(error instanceof UpstreamError)) throw error;
        const pauseMs = nextAttemptIn(error, attempt, this.settings.retry, this.clock);
        if (pauseMs === null) throw error;
        refused = error;
        await this.clock.sleep(pauseMs, request.signal);
      }
    }
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
