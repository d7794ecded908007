import { UpstreamError } from '../upstream.error.js';

/**
 * Ids as Voximplant takes them. Elsewhere in its API the word `all` stands for every id; only numbers get through here.
 * @throws UpstreamError `bad_request` for what is no number
 */
export function assertNumericIds(ids: readonly string[]): void {
  if (!ids.every(isDigits)) throw badRequest('Ids of Voximplant are numbers: check the application id.');
}

/** Fields of a form that hold ids. @throws UpstreamError as {@link assertNumericIds} */
export function idFields<Name extends string>(ids: Record<Name, string>): Record<Name, string> {
  assertNumericIds(Object.values(ids));
  return ids;
}

/**
 * @param number digits without `+`: with one, nothing is found
 * @throws UpstreamError `bad_request` for anything else
 */
export function numberFields(number: string): { phone_number: string } {
  if (!isDigits(number)) throw badRequest('Numbers of Voximplant are digits: check the phone number.');
  return { phone_number: number };
}

function isDigits(text: string): boolean {
  return /^\d+$/.test(text);
}

function badRequest(message: string): UpstreamError {
  return new UpstreamError({ upstream: 'voximplant', fault: 'bad_request', message });
}
