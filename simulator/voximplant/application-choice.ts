import type { Account } from '../accounts/account.js';
import type { Application } from '../accounts/application.js';
import type { Parameters } from './parameters.js';
import { VoximplantError } from './voximplant-error.js';

/**
 * The application that a request names by `application_id` or `application_name`; undefined if it names none.
 * Both at once is error 458, an unknown one 116 or 558.
 */
export function chosenApplication({ applications }: Account, parameters: Parameters): Application | undefined {
  const id = parameters.integer('application_id', 116);
  const name = parameters.text('application_name');
  if (id !== undefined && name !== undefined) {
    throw new VoximplantError(458, "Only one of 'application_id' and 'application_name' may be given");
  }
  if (id === undefined && name === undefined) return undefined;
  const application = applications.find((candidate) => candidate.id === String(id) || candidate.name === name);
  if (application) return application;
  throw id === undefined
    ? new VoximplantError(558, 'Application not found')
    : VoximplantError.parameter(116, 'application_id');
}

/** The same where there has to be one: none is error 485. */
export function requiredApplication(account: Account, parameters: Parameters): Application {
  const application = chosenApplication(account, parameters);
  if (!application) throw new VoximplantError(485, "Specify 'application_id' or 'application_name'");
  return application;
}
