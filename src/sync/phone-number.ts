import { parsePhoneNumberFromString } from 'libphonenumber-js';

const DIGITS = /^\+?\d{7,15}$/;
const REMEMBERED = 20_000;

/**
 * Turns the numbers of the platform into what is stored: E.164 with `+` where libphonenumber finds the number valid,
 * the raw text otherwise (a SIP user, an extension). Remembers the last ones, as most legs share a few own numbers.
 */
export class PhoneNumbers {
  private remembered = new Map<string, string>();

  normalise(raw: string | undefined): string | null {
    if (raw === undefined || raw === '') return null;
    if (!DIGITS.test(raw)) return raw;
    const known = this.remembered.get(raw);
    if (known !== undefined) return known;
    const digits = raw.startsWith('+') ? raw : `+${raw}`;
    const normalised = parsePhoneNumberFromString(digits)?.isValid() === true ? digits : raw;
    if (this.remembered.size >= REMEMBERED) this.remembered = new Map();
    this.remembered.set(raw, normalised);
    return normalised;
  }
}
