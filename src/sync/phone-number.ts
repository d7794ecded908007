import { parsePhoneNumberFromString } from 'libphonenumber-js';

const DIGITS = /^\+?\d{7,15}$/;
/** About 4 MB. Asking libphonenumber takes 15 µs, as long as reading and mapping a whole call; looking it up, 0.1 µs. */
const REMEMBERED = 50_000;

/**
 * Turns the numbers of the platform into what is stored: E.164 with `+` where libphonenumber finds the number valid,
 * the raw text otherwise (a SIP user, an extension). Remembers the last ones, as most legs share a few own numbers.
 */
export class PhoneNumbers {
  private valid = new Map<string, boolean>();

  normalise(raw: string | undefined): string | null {
    if (raw === undefined || raw === '') return null;
    if (!DIGITS.test(raw)) return raw;
    const digits = raw.startsWith('+') ? raw : `+${raw}`;
    return this.isValid(raw, digits) ? digits : raw;
  }

  private isValid(raw: string, digits: string): boolean {
    const known = this.valid.get(raw);
    if (known !== undefined) return known;
    const valid = parsePhoneNumberFromString(digits)?.isValid() === true;
    if (this.valid.size >= REMEMBERED) this.valid = new Map();
    this.valid.set(raw, valid);
    return valid;
  }
}
