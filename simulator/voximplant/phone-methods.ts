import type { Account } from '../accounts/account.js';
import type { RentedNumber } from '../accounts/platform.js';
import { requiredApplication } from './application-choice.js';
import type { Parameters } from './parameters.js';
import { chosenRule, names } from './rule-methods.js';
import { VoximplantError } from './voximplant-error.js';

/** `GetPhoneNumbers` (reference 3.6). Numbers compare as they are written: with a `+` nothing is found. */
export function getPhoneNumbers({ phoneNumbers, applications }: Account, parameters: Parameters): object {
  const wanted = parameters.list('phone_number');
  const found = phoneNumbers.filter(({ number }) => wanted === undefined || wanted.includes(number));
  return parameters.page(found, ({ id, number, applicationId, ruleId }) => {
    const application = applications.find((candidate) => candidate.id === applicationId);
    return {
      phone_id: id,
      phone_number: number,
      can_be_used: true,
      deactivated: false,
      canceled: false,
      ...(application && { application_id: Number(application.id), application_name: application.name }),
      ...(ruleId !== undefined && { rule_id: ruleId }),
    };
  });
}

/** `BindPhoneNumberToApplication` (reference 3.6). */
export function bindPhoneNumberToApplication(account: Account, parameters: Parameters): object {
  const numbers = numbersOf(account, parameters);
  const application = requiredApplication(account, parameters);
  const rule = names(parameters, 'rule') ? chosenRule([application], parameters).rule : undefined;
  const bind = parameters.flag('bind', true);
  for (const number of numbers) {
    number.applicationId = bind ? application.id : undefined;
    number.ruleId = bind ? rule?.id : undefined;
  }
  return { result: 1 };
}

function numbersOf({ phoneNumbers }: Account, parameters: Parameters): RentedNumber[] {
  const ids = parameters.list('phone_id');
  const numbers = ids ?? parameters.list('phone_number') ?? [];
  return numbers.map((wanted) => {
    const found = phoneNumbers.find(({ id, number }) => wanted === (ids ? String(id) : number));
    if (!found)
      throw ids ? VoximplantError.parameter(181, 'phone_id') : new VoximplantError(121, 'Invalid phone number');
    return found;
  });
}
