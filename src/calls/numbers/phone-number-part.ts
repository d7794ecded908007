import { numberKey } from '../../common/number-key.js';

/** A part of a number that is looked for, as {@link numberKey} writes it, and where in the number it has to be. */
export interface NumberPart {
  part: string;
  at: 'anywhere' | 'start' | 'end';
}

/** Of Russia and Kazakhstan: what is dialled as 8 495 … there is +7 495 …. */
const TRUNK_8 = /^8[34789]\d{2,9}$/;
/** Of most other countries; only a whole number, as a zero stands in front of many parts. */
const TRUNK_0 = /^0[1-9]\d{7,}$/;

/**
 * The parts of which a number has to have one to be what was typed. Punctuation, blanks and a leading + or 00 do not matter;
 * what is dialled within a country is found with the country in front.
 * @returns none where nothing was typed that a number could have
 */
export function partsOfTyped(typed: string): NumberPart[] {
  const key = numberKey(typed.replace('(0)', ''));
  const part = key.replace(/^00/, '');
  if (part === '') return [];
  const parts: NumberPart[] = [{ part, at: 'anywhere' }];
  if (part !== key || typed.trimStart().startsWith('+')) return parts;
  if (TRUNK_8.test(part)) parts.push({ part: `7${part.slice(1)}`, at: 'start' });
  if (TRUNK_0.test(part)) parts.push({ part: part.slice(1), at: 'end' });
  return parts;
}
