import { Account } from './accounts/account.js';
import { Application } from './accounts/application.js';
import { Random } from './data/random.js';
import { type AccountOptions, type CallsInput, callsOptions } from './options.js';
import { recordsPath } from './voximplant/record-storage.js';

export interface ApplicationOptions {
  calls?: CallsInput;
  /** Recordings need credentials; true if left out. */
  secureRecords?: boolean;
}

/** All accounts with their applications; makes new ones from the seed. */
export class World {
  readonly accounts: Account[] = [];
  private applicationCount = 0;

  /** @param url address of the simulator, which the recordings' links begin with */
  constructor(
    private readonly seed: number,
    private readonly url: string,
    private readonly now: () => Date,
  ) {}

  addAccount({ applications = 1, calls, currency = 'USD', location = 'Europe/Berlin' }: AccountOptions): Account {
    const account = new Account(this.seed, this.accounts.length, currency, location);
    this.accounts.push(account);
    for (let made = 0; made < applications; made += 1) this.addApplication(account, { calls });
    return account;
  }

  addApplication(account: Account, { calls, secureRecords = true }: ApplicationOptions): Application {
    const ordinal = this.applicationCount++;
    const random = new Random(this.seed, ordinal, 9);
    const settings = callsOptions(calls);
    const id = 10_500_021 + ordinal;
    const place = account.applications.length;
    const name = `agents${place === 0 ? '' : `-${place + 1}`}.${account.name}.voximplant.com`;
    const application = new Application({
      id: String(id),
      name,
      agentId: `agent_${random.text(28)}`,
      ordinal,
      secureRecords,
      untilSeconds: Math.floor((settings.until ?? this.now()).getTime() / 1000),
      facts: {
        seed: random.int(0, 0x7fffffff),
        accountId: Number(account.accountId),
        applicationId: id,
        applicationName: name,
        recordsUrl: `${this.url}${recordsPath(secureRecords)}`,
        calls: settings,
      },
    });
    account.applications.push(application);
    return application;
  }

  /** @throws Error if there is no such application */
  application(id: string): Application {
    const application = this.applications().find((candidate) => candidate.id === id);
    if (!application) throw new Error(`The simulator has no application ${id}.`);
    return application;
  }

  applications(): Application[] {
    return this.accounts.flatMap(({ applications }) => applications);
  }
}
