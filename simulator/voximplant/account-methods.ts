import type { Caller } from './authentication.js';
import type { Parameters } from './parameters.js';

/** `GetAccountInfo` (reference 3.1). @param apiAddress host and port of the simulator */
export function getAccountInfo({ account, loggedInBy }: Caller, apiAddress: string): object {
  return {
    result: {
      account_id: Number(account.accountId),
      account_name: account.name,
      account_email: account.email,
      active: account.active,
      frozen: account.frozen,
      created: '2024-02-01 10:00:00',
      currency: account.currency,
      balance: account.balance,
      location: account.location,
      language_code: 'en',
      ...(loggedInBy === 'apiKey' && { api_key: account.apiKey }),
    },
    api_address: apiAddress,
  };
}

/** `GetApplications` (reference 3.2). */
export function getApplications({ account }: Caller, parameters: Parameters): object {
  const id = parameters.integer('application_id', 116);
  const name = parameters.text('application_name');
  const matching = account.applications.filter(
    (application) =>
      (id === undefined || application.id === String(id)) && (name === undefined || application.name.includes(name)),
  );
  return parameters.page(matching, (application) => ({
    application_id: Number(application.id),
    application_name: application.name,
    modified: '2026-01-15 12:00:00',
    secure_record_storage: application.secureRecords,
  }));
}
