const OTHER_SCRIPT = /[^a-z0-9]/gu;
const NOTHING_TO_SEARCH = /[^\p{L}\p{N}]+/gu;
const E164 = /^\+\d+$/;
const LONGEST_KEY = 255;

/** The fewest digits by which a number is looked up in an index; see {@link numberCore}. */
export const FEWEST_CORE_DIGITS = 9;
/** No phone number has more. */
const MOST_DIGITS = 15;
/** Stands for numbers that have no core although they are long enough: they are all looked at. */
export const ANY_CORE = '*';

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
 * The digits in the middle of a number that every part of nine digits or more shares with it, wherever it begins: of
 * `74951234567` those from the third to the ninth. One short column with an index so finds each such part, where an index
 * of the number itself finds only those from its beginning. {@link coresOfPart} are the ones to look for.
 * @returns null where no part can be that long
 */
export function numberCore(key: string): string | null {
  const runs = key.match(/\d{9,}/g) ?? [];
  const [run] = runs;
  if (run === undefined) return null;
  // A name that holds several numbers, or one that is none, has more than one middle.
  return runs.length > 1 || run.length > MOST_DIGITS ? ANY_CORE : coreOf(run);
}

/** The cores of all numbers of which these digits, nine or more, can be a part. */
export function coresOfPart(digits: string): string[] {
  const cores = new Set([ANY_CORE]);
  for (let length = digits.length; length <= MOST_DIGITS; length++) {
    for (let before = 0; before <= length - digits.length; before++) {
      cores.add(digits.slice(length - FEWEST_CORE_DIGITS - before, FEWEST_CORE_DIGITS - before));
    }
  }
  return [...cores];
}

function coreOf(run: string): string {
  return run.slice(run.length - FEWEST_CORE_DIGITS, FEWEST_CORE_DIGITS);
}
