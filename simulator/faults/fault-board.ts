import { Random } from '../data/random.js';
import type { Reply } from '../http/reply.js';
import type { SimulatorRequest, Upstream } from '../http/request.js';

/** Stands between a request and its answer: may call `next` and change what comes, or answer by itself. */
export type Effect = (request: SimulatorRequest, next: () => Promise<Reply>) => Reply | Promise<Reply>;

/** Which requests a fault hits; every condition given must hold. */
export interface FaultScope {
  upstream?: Upstream;
  /** `GetCallHistory`, `getConversation`, … */
  method?: string;
  matching?: (request: SimulatorRequest) => boolean;
  /** Lets the first so many matching requests pass. */
  skip?: number;
  /** Hits so many requests, then no more. */
  times?: number;
  /** Hits this share (0–1) of the matching requests, by the simulator's seed. */
  probability?: number;
}

/** A fault that was switched on. */
export interface Fault {
  /** Requests hit so far. */
  readonly hits: number;
  remove(): void;
}

interface Switched {
  readonly effect: Effect;
  readonly scope: FaultScope;
  seen: number;
  hits: number;
}

/** The faults that are switched on now. */
export class FaultBoard {
  private readonly faults = new Set<Switched>();
  private readonly random: Random;

  constructor(seed: number) {
    this.random = new Random(seed, 8);
  }

  add(effect: Effect, scope: FaultScope = {}): Fault {
    const fault: Switched = { effect, scope, seen: 0, hits: 0 };
    this.faults.add(fault);
    return {
      get hits() {
        return fault.hits;
      },
      remove: () => void this.faults.delete(fault),
    };
  }

  clear(): void {
    this.faults.clear();
  }

  /** The answer with all faults that hit this request around it, the one added first outermost. */
  async answer(request: SimulatorRequest, answer: () => Promise<Reply>): Promise<Reply> {
    const hitting = [...this.faults].filter((fault) => this.hits(fault, request));
    const wrapped = hitting.reduceRight(
      (next, { effect }) =>
        async () =>
          effect(request, next),
      answer,
    );
    return wrapped();
  }

  private hits(fault: Switched, request: SimulatorRequest): boolean {
    const { upstream, method, matching, skip = 0, times = Infinity, probability = 1 } = fault.scope;
    if (upstream !== undefined && upstream !== request.upstream) return false;
    if (method !== undefined && method !== request.method) return false;
    if (matching && !matching(request)) return false;
    fault.seen += 1;
    if (fault.seen <= skip || fault.hits >= times) return false;
    if (probability < 1 && !this.random.chance(probability)) return false;
    fault.hits += 1;
    return true;
  }
}
