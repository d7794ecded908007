import {
  type Account,
  type Application,
  effects,
  LiveCalls,
  type RawSession,
  Simulator,
  type WebhookTarget,
} from '../simulator/index.js';
import type { DemoOptions } from './options.js';

/** One less than what the first sync fetches, so that no call gets too old while the server starts. */
const DAYS = 29;
/** With a few hundred calls everything would come in one page, and nothing would be seen of it. */
const PAGES = 25;
const LEAST_ROWS = 10;
const MOST_ROWS = 1000;
/** Of a page; less where there are more of them. */
const SLOWEST_MS = 100;
const LIVE = { ring: 700, talk: 3_000, history: 700, processing: 1_200, audio: 700, billing: 4_000 };
const HISTORY = { method: 'GetCallHistory' };

/** The simulated Voximplant and ElevenLabs, with one account that has one application. */
export class Upstreams {
  private constructor(
    private readonly simulator: Simulator,
    readonly account: Account,
    readonly application: Application,
  ) {}

  static async start({ calls, seed }: Pick<DemoOptions, 'calls' | 'seed'>): Promise<Upstreams> {
    const simulator = await Simulator.start({ seed, calls: { perApplication: calls, days: DAYS } });
    const [account] = simulator.accounts;
    const [application] = account?.applications ?? [];
    if (account === undefined || application === undefined) throw new Error('The simulator came without an account');
    return new Upstreams(simulator, account, application);
  }

  get url(): string {
    return this.simulator.url;
  }

  get voximplantApiUrl(): string {
    return this.simulator.voximplantApiUrl;
  }

  get elevenLabsApiUrl(): string {
    return this.simulator.elevenLabsApiUrl;
  }

  /** What Voximplant holds of the calls that started before an instant. */
  truth(before: Date): RawSession[] {
    return [...this.simulator.truth(this.application.id, { to: new Date(before.getTime() - 1) })];
  }

  /** Lists calls in small pages, and not at once, so that progress can be watched. @returns what ends it */
  slowDown(calls: number): () => void {
    const rows = Math.min(MOST_ROWS, Math.max(LEAST_ROWS, Math.ceil(calls / PAGES)));
    const delayMs = Math.min(SLOWEST_MS, Math.round((SLOWEST_MS * PAGES * rows) / calls));
    const faults = [
      this.simulator.faults.add(effects.delay(delayMs), HISTORY),
      this.simulator.faults.add(
        effects.alteredRows((page) => page.slice(0, rows)),
        HISTORY,
      ),
    ];
    return () => faults.forEach((fault) => fault.remove());
  }

  /** Calls that take place while somebody watches, in seconds instead of minutes. @param target who is told of them */
  liveCalls(target: WebhookTarget): LiveCalls {
    return new LiveCalls(this.simulator, this.application.id, { target, pace: LIVE });
  }

  stop(): Promise<void> {
    return this.simulator.stop();
  }
}
