import { type Account, type Application, effects, type RawSession, Simulator } from '../simulator/index.js';
import type { DemoOptions } from './options.js';

/** One less than what the first sync fetches, so that no call gets too old while the server starts. */
const DAYS = 29;
/** With a few hundred calls everything would come in one page, and nothing would be seen of it. */
const PAGES = 25;
const LEAST_ROWS = 10;
const MOST_ROWS = 1000;
/** Of a page; less where there are more of them. */
const SLOWEST_MS = 100;
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

  stop(): Promise<void> {
    return this.simulator.stop();
  }
}
