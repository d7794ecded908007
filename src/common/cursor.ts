import { hash } from 'node:crypto';
import { BadUserInputError } from './errors.js';

/**
 * Makes and reads opaque cursors. Each is bound to the list it came from, that is to its order and filter: with another
 * list its position would mean nothing.
 */
export class Cursors {
  private readonly list: string;

  /** @param list whatever tells one list from another */
  constructor(list: unknown) {
    this.list = hash('sha256', JSON.stringify(list), 'base64url').slice(0, 8);
  }

  /** @param position the values of the order's columns in the row */
  encode(position: readonly (string | number | null)[]): string {
    return Buffer.from(JSON.stringify([this.list, ...position])).toString('base64url');
  }

  /**
   * The position that a cursor stands for, as it was given to {@link encode}.
   * @param field the argument that holds it, for the error
   * @throws BadUserInputError if it is malformed or from another list
   */
  decode(cursor: string, field: string): (string | number | null)[] {
    const [list, ...position] = parse(cursor) ?? [];
    if (list === undefined) throw new BadUserInputError({ [field]: [`${field} is not a cursor`] });
    if (list !== this.list) {
      throw new BadUserInputError({ [field]: [`${field} is a cursor of a list with another filter or order`] });
    }
    return position;
  }
}

function parse(cursor: string): [string, ...(string | number | null)[]] | undefined {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    return Array.isArray(parsed) && typeof parsed[0] === 'string' ? (parsed as [string]) : undefined;
  } catch {
    return undefined;
  }
}
