import { Injectable, Logger } from '@nestjs/common';
import {
  type AccountInfo,
  UpstreamError,
  VoximplantClient,
  type VoximplantApplication,
  type VoximplantCredentials,
  withPatience,
} from '../upstream/index.js';

/** What Voximplant says to credentials that it accepts. */
export interface ConnectionFacts {
  info: AccountInfo;
  applications: VoximplantApplication[];
  /** What does not stand in the way of reading, but should be looked at. */
  warnings: string[];
}

/** Asks Voximplant whether credentials are good for everything that is done with them later, by doing just that. */
@Injectable()
export class ConnectionProbe {
  private readonly logger = new Logger(ConnectionProbe.name);

  constructor(private readonly voximplant: VoximplantClient) {}

  /**
   * Asks for the account, its applications, and a call of the last hour: a service account without the right role passes
   * the first and fails the others.
   * @throws UpstreamError as VoximplantClient does; `forbidden` if the account is not active
   */
  async test(credentials: VoximplantCredentials): Promise<ConnectionFacts> {
    return withPatience('voximplant', async (options) => {
      const info = await this.voximplant.accountInfo(credentials, options);
      if (!info.active) throw inactive();
      await this.voximplant.testCallHistory(credentials, options);
      const applications = await this.voximplant.applications(credentials, options);
      return { info, applications, warnings: this.warningsOf(info) };
    });
  }

  /** @throws UpstreamError as VoximplantClient does */
  applications(credentials: VoximplantCredentials): Promise<VoximplantApplication[]> {
    return withPatience('voximplant', (options) => this.voximplant.applications(credentials, options));
  }

  private warningsOf({ accountId, frozen }: AccountInfo): string[] {
    if (!frozen) return [];
    this.logger.warn({ message: 'A Voximplant account is frozen', voximplantAccountId: accountId });
    return ['The account is frozen at Voximplant, so no calls take place: top it up, or ask their support.'];
  }
}

function inactive(): UpstreamError {
  const message = 'The Voximplant account is not active: activate it at Voximplant, then test it again.';
  return new UpstreamError({ upstream: 'voximplant', fault: 'forbidden', message });
}
