import { VoximplantError } from './voximplant-error.js';

/** Reads request parameters as the Management API does, with its error codes; an empty value counts as none. */
export class Parameters {
  constructor(private readonly values: URLSearchParams) {}

  text(name: string): string | undefined {
    return this.values.get(name) || undefined;
  }

  /** An empty one is error 134. */
  requiredText(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new VoximplantError(134, `The '${name}' parameter is required`);
    return value;
  }

  flag(name: string, otherwise: boolean): boolean {
    const value = this.text(name);
    if (value === undefined) return otherwise;
    if (/^(true|1)$/i.test(value)) return true;
    if (/^(false|0)$/i.test(value)) return false;
    throw VoximplantError.parameter(496, name);
  }

  /** A whole number, not negative. @param code is the error for what is none */
  integer(name: string, code = 496): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!/^\d{1,15}$/.test(value)) throw VoximplantError.parameter(code, name);
    return Number(value);
  }

  /** As `integer`; outside of the range is error 497. */
  integerWithin(name: string, least: number, most: number, otherwise: number): number {
    const value = this.integer(name) ?? otherwise;
    if (value < least || value > most) throw new VoximplantError(497, `The '${name}' parameter is out of range`);
    return value;
  }

  /** Values joined by `;`. */
  list(name: string): string[] | undefined {
    return this.text(name)?.split(';');
  }

  /** What `count` and `offset` show of a list, as the list methods answer it. */
  page<T>(rows: readonly T[], show: (row: T) => object): object {
    const count = this.integerWithin('count', 1, 1000, 20);
    const offset = this.integerWithin('offset', 0, 10_000, 0);
    const result = rows.slice(offset, offset + count).map(show);
    return { result, count: result.length, total_count: rows.length };
  }
}
