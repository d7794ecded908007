import {
  BrokenCircuitError,
  circuitBreaker,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  DelegateBackoff,
  handleWhen,
} from 'cockatiel';
import { displayName, UpstreamError, type UpstreamFault, type UpstreamName } from './upstream.error.js';

/** Attempts in a row that fail before an upstream is left alone; no run of bad luck at one failure in five. */
const FAILURES_IN_A_ROW = 10;
const LONGEST_BREAK_MS = 600_000;

/** What says that the upstream is down, and not that it has anything against the request. */
const OUTAGES: ReadonlySet<UpstreamFault> = new Set<UpstreamFault>(['unavailable', 'timeout']);

interface Circuit {
  policy: CircuitBreakerPolicy;
  /** When the next request may go out, by performance.now(). */
  openUntil: number;
}

/** An upstream is not asked for now, as it failed too often: comes instead of a request. */
export class CircuitOpenError extends UpstreamError {}

/**
 * One circuit for each credential of an upstream. It opens when attempts keep failing, lets one through after a while,
 * and closes when that one goes well; each failed one doubles the while.
 */
export class CircuitBreakers {
  private readonly circuits = new Map<string, Circuit>();

  /** @param breakMs how long the first break lasts */
  constructor(private readonly breakMs: number) {}

  /** @throws CircuitOpenError without trying; else whatever `attempt` throws */
  async run<T>(upstream: UpstreamName, key: string, attempt: () => Promise<T>): Promise<T> {
    const circuit = this.circuit(key);
    let refusal: unknown;
    try {
      const result = await circuit.policy.execute(async () => {
        try {
          return { value: await attempt() };
        } catch (error) {
          if (isOutage(error) || !(error instanceof UpstreamError)) throw error;
          refusal = error; // the upstream is there, whatever it says
          return undefined;
        }
      });
      if (result !== undefined) return result.value;
    } catch (error) {
      if (error instanceof BrokenCircuitError) throw circuitOpen(upstream, circuit);
      throw error;
    }
    throw refusal;
  }

  /** The keys of the credentials whose upstream is left alone now. */
  open(): string[] {
    return [...this.circuits].filter(([, { policy }]) => policy.state === CircuitState.Open).map(([key]) => key);
  }

  private circuit(key: string): Circuit {
    const known = this.circuits.get(key);
    if (known !== undefined) return known;
    const halfOpenAfter = new DelegateBackoff(({ attempt: breaks }: { attempt: number }) => {
      const forMs = Math.min(LONGEST_BREAK_MS, this.breakMs * 2 ** (breaks - 1));
      circuit.openUntil = performance.now() + forMs;
      return forMs;
    });
    const breaker = new ConsecutiveBreaker(FAILURES_IN_A_ROW);
    const circuit: Circuit = {
      policy: circuitBreaker(handleWhen(isOutage), { halfOpenAfter, breaker }),
      openUntil: 0,
    };
    this.circuits.set(key, circuit);
    return circuit;
  }
}

function isOutage(error: unknown): boolean {
  return error instanceof UpstreamError && OUTAGES.has(error.fault);
}

function circuitOpen(upstream: UpstreamName, { openUntil }: Circuit): CircuitOpenError {
  return new CircuitOpenError({
    upstream,
    fault: 'unavailable',
    retryable: true,
    message: `${displayName(upstream)} has failed again and again: it is left alone for a while, try again later.`,
    retryAfterMs: Math.max(1, Math.ceil(openUntil - performance.now())),
  });
}
