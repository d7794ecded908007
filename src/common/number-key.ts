const OTHER_SCRIPT = /[^a-z0-9]/gu;
const NOTHING_TO_SEARCH = /[^\p{L}\p{N}]+/gu;
const E164 = /^\+\d+$/;
const LONG_RUNS = /\d{7,}/g;
const LONGEST_KEY = 255;

/** The fewest digits by which a number is looked up in an index; see {@link numberCore}. */
export const FEWEST_CORE_DIGITS = 7;
/** No phone number has more. */
const MOST_DIGITS = 15;
/** They tell a hundred million numbers apart. */
const MOST_CORE_DIGITS = 8;
/** Stands for numbers that have no core although they are long enough: they are all looked at. */
const ANY_CORE = '*';

/**
 * What a number, or a part of one, is compared by: its letters and digits alone, in lower case. The key is ASCII, as a
 * letter of another script is written as its code, and has no character that `like` gives a meaning to.
 */
export function numberKey(number: string): string {
  if (E164.test(number)) return number.slice(1);
  return number
    .normalize('NFKC')
    .toLowerCase()
    .replace(NOTHING_TO_SEARCH, '')
    .replace(OTHER_SCRIPT, (letter) => `~${letter.codePointAt(0)?.toString(16)}~`)
    .slice(0, LONGEST_KEY);
}

/**
 * How many digits a number has, and these from the middle outwards: of `74951234567` `b21354954`. Whoever knows a part of the
 * number, of seven digits or more and from wherever in it, so knows how its core begins: that much of the middle is in every
 * such part. One short column with an index finds each of them, where an index of the number itself finds only those from its
 * beginning. {@link corePrefixesOf} are the ones to look for.
 * @returns null where no part can be that long
 */
export function numberCore(key: string): string | null {
  const runs = key.match(LONG_RUNS) ?? [];
  const [run] = runs;
  if (run === undefined) return null;
  // A name that holds several numbers, or one that is none, has more than one middle.
  if (runs.length > 1 || run.length > MOST_DIGITS) return ANY_CORE;
  return lengthMark(run.length) + outwards(run.length, (place) => run[place]);
}

/** How the cores begin of all numbers of which these digits, seven or more, can be a part. */
export function corePrefixesOf(digits: string): string[] {
  const prefixes = new Set([ANY_CORE]);
  for (let length = digits.length; length <= MOST_DIGITS; length++) {
    for (let before = 0; before <= length - digits.length; before++) {
      prefixes.add(lengthMark(length) + outwards(length, (place) => digits[place - before]));
    }
  }
  return [...prefixes];
}

function lengthMark(length: number): string {
  return length.toString(16);
}

/** The digits of a number from its middle outwards, up to the first that is not known. */
function outwards(length: number, digitAt: (place: number) => string | undefined): string {
  const middle = Math.floor(length / 2);
  let digits = '';
  for (let step = 0; step < MOST_CORE_DIGITS; step++) {
    const digit = digitAt(middle + (step % 2 === 0 ? step / 2 : -(step + 1) / 2));
    if (digit === undefined) break;
    digits += digit;
  }
  return digits;
}
