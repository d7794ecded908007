import { Injectable } from '@nestjs/common';
import { hintOf, SecretBox, type SecretColumn } from '../secrets/index.js';
import type { VoximplantCredentials } from '../upstream/index.js';

const CREDENTIALS = { table: 'accounts', column: 'credentials' } as const;

/** Every column of this module that holds a secret. */
export const accountSecretColumns: readonly SecretColumn[] = [CREDENTIALS];

/** The form in which Voximplant credentials are stored: JSON, encrypted and bound to the account's row. */
@Injectable()
export class StoredCredentials {
  constructor(private readonly box: SecretBox) {}

  seal(accountId: string, credentials: VoximplantCredentials): string {
    return this.box.seal(JSON.stringify(credentials), { ...CREDENTIALS, rowId: accountId });
  }

  /** @throws UnreadableSecretError if ENCRYPTION_KEY lacks the key, or the row was tampered with */
  open(account: { id: string; credentials: string }): VoximplantCredentials {
    return JSON.parse(
      this.box.open(account.credentials, { ...CREDENTIALS, rowId: account.id }),
    ) as VoximplantCredentials;
  }
}

/** The hint of credentials: of the API key, or of the id that Voximplant shows for a service account's key. */
export function credentialHint(credentials: VoximplantCredentials): string {
  return hintOf(credentials.kind === 'API_KEY' ? credentials.apiKey : credentials.keyId);
}
