import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';
import { parsePhoneNumberFromString } from 'libphonenumber-js';

const FULL_NUMBER = /^\+[1-9]\d{6,14}$/;

/**
 * The number in E.164, e.g. `+14155550123`, however it is written: with punctuation, with 00 in front, or bare as at
 * Voximplant; undefined for what is no full and valid number.
 */
export function toE164(text: string): string | undefined {
  const digits = text
    .trim()
    .replace(/^00/, '+')
    .replace(/^(?=\d)/, '+');
  const number = parsePhoneNumberFromString(digits);
  if (number?.isValid() !== true || number.ext !== undefined) return undefined;
  return FULL_NUMBER.test(number.number) ? number.number : undefined;
}

/** Turns the property into E.164; what is no number stays for {@link IsPhoneNumber} to refuse. */
export const AsE164 = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? (toE164(value) ?? value) : value));

export const IsPhoneNumber = (): PropertyDecorator =>
  ValidateBy({
    name: 'isPhoneNumber',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && toE164(value) !== undefined,
      defaultMessage: () => '$property has to be a full phone number with its country code, e.g. +14155552671',
    },
  });
