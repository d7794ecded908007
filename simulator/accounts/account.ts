import { OWN_NUMBERS } from '../data/numbers.js';
import { Random } from '../data/random.js';
import type { Application } from './application.js';
import type { RentedNumber } from './platform.js';
import { signingKey } from './service-account.js';

/** One customer at both upstreams. What is not readonly may be changed at any time: `account.frozen = true`. */
export class Account {
  readonly accountId: string;
  readonly name: string;
  readonly email: string;
  /** Of the account at Voximplant. `GetAccountInfo` gives it away under this login (reference, trap 33). */
  apiKey: string;
  readonly keyId: string;
  readonly keyIdWithoutRoles: string;
  readonly elevenLabs: ElevenLabsWorkspace;
  readonly applications: Application[] = [];
  readonly phoneNumbers: RentedNumber[];
  active = true;
  frozen = false;
  balance = 120.5;

  /** @param ordinal which account of the simulator it is, from 0 */
  constructor(
    seed: number,
    ordinal: number,
    public currency: string,
    public location: string,
  ) {
    const random = new Random(seed, ordinal, 10);
    this.accountId = String(9_000_001 + ordinal);
    this.name = ordinal === 0 ? 'acme-demo' : `acme-demo-${ordinal + 1}`;
    this.email = `${this.name}@example.com`;
    this.apiKey = `planted-voximplant-key-${random.text(24)}`;
    this.keyId = `key-${random.text(16)}`;
    this.keyIdWithoutRoles = `key-${random.text(16)}`;
    this.elevenLabs = new ElevenLabsWorkspace(this, random);
    this.phoneNumbers = OWN_NUMBERS.map((number, index) => ({ id: 700_001 + 100 * ordinal + index, number }));
  }

  /** The key file of a service account, as the panel hands it out: JSON text. */
  get serviceAccountKey(): string {
    return this.keyFile(this.keyId);
  }

  /** The same for a service account without any role: it may ask for the account, but not for its calls. */
  get serviceAccountKeyWithoutRoles(): string {
    return this.keyFile(this.keyIdWithoutRoles);
  }

  private keyFile(key_id: string): string {
    const { accountId, email } = this;
    return JSON.stringify({
      account_email: email,
      account_id: Number(accountId),
      key_id,
      private_key: signingKey().privatePem,
    });
  }
}

/** The account's workspace at ElevenLabs: one key sees the agents of all its applications. */
export class ElevenLabsWorkspace {
  apiKey: string;
  /** A valid key that lacks `convai_read`. */
  readonly restrictedApiKey: string;

  constructor(
    private readonly account: Account,
    random: Random,
  ) {
    this.apiKey = `sk_planted${random.text(38)}`;
    this.restrictedApiKey = `sk_restricted${random.text(35)}`;
  }

  /** The agent of the first application. */
  get agentId(): string {
    const [first] = this.account.applications;
    if (!first) throw new Error('This account has no application yet, so it has no agent.');
    return first.agentId;
  }
}
