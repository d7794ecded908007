import type { Account } from '../accounts/account.js';
import { requiredApplication } from './application-choice.js';
import type { Parameters } from './parameters.js';
import { VoximplantError } from './voximplant-error.js';

const NAME = /^[A-Za-z]\w{0,63}$/;
const MOST_VALUE_LENGTH = 8192;

/** `AddSecret` (reference 3.7). */
export function addSecret(account: Account, parameters: Parameters): object {
  const { platform } = requiredApplication(account, parameters);
  const name = parameters.requiredText('secret_name');
  if (!NAME.test(name)) throw VoximplantError.parameter(496, 'secret_name');
  if (platform.secrets.some((secret) => secret.name === name)) throw VoximplantError.parameter(496, 'secret_name');
  const secret = { id: platform.newId(), name, value: valueOf(parameters) };
  platform.secrets.push(secret);
  return { result: 1, secret_id: secret.id };
}

/** `SetSecretInfo` (reference 3.7). */
export function setSecretInfo(account: Account, parameters: Parameters): object {
  const { platform } = requiredApplication(account, parameters);
  const id = parameters.integer('secret_id');
  const name = parameters.text('secret_name');
  const secret = platform.secrets.find((known) => (id === undefined ? known.name === name : known.id === id));
  if (!secret) throw VoximplantError.parameter(496, 'secret_name');
  secret.value = valueOf(parameters);
  return { result: 1 };
}

/** `GetSecrets` (reference 3.7): without their values. */
export function getSecrets(account: Account, parameters: Parameters): object {
  const { platform } = requiredApplication(account, parameters);
  return parameters.page(platform.secrets, ({ id, name }) => ({ secret_id: id, secret_name: name }));
}

function valueOf(parameters: Parameters): string {
  const value = parameters.requiredText('secret_value');
  if (value.length > MOST_VALUE_LENGTH) throw VoximplantError.parameter(499, 'secret_value');
  return value;
}
