/** JavaScript that runs calls, in one application. */
export interface Scenario {
  readonly id: number;
  name: string;
  script: string;
}

/** Which dialled numbers start which scenarios. */
export interface Rule {
  readonly id: number;
  name: string;
  pattern: string;
  /** In the order in which they run. */
  scenarioIds: number[];
}

export interface Secret {
  readonly id: number;
  name: string;
  value: string;
}

/** What an account has rented. */
export interface RentedNumber {
  readonly id: number;
  /** Digits without `+`. */
  readonly number: string;
  applicationId?: string | undefined;
  ruleId?: number | undefined;
}

/** What runs the calls of one application; may be changed at any time, as in Voximplant's panel. */
export class Platform {
  readonly scenarios: Scenario[] = [];
  readonly rules: Rule[] = [];
  readonly secrets: Secret[] = [];
  private made = 0;

  /** @param ordinal which application of the simulator it is, from 0 */
  constructor(private readonly ordinal: number) {}

  /** An id that no other scenario, rule or secret of the simulator has. */
  newId(): number {
    return 3_000_001 + this.ordinal * 10_000 + this.made++;
  }
}
