const OTHER_SCRIPT = /[^a-z0-9]/gu;
const NOTHING_TO_SEARCH = /[^\p{L}\p{N}]+/gu;
const E164 = /^\+\d+$/;
const LONGEST_KEY = 255;

/** The shortest part of a number that {@link numberParts} find. */
export const FEWEST_PART_CHARACTERS = 4;
/** They tell a hundred million numbers apart. */
const MOST_PART_CHARACTERS = 8;
/** In front of the part with which a number begins. Most begin with the same few digits, which are not to be met elsewhere. */
const BEGINNING = '^';

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
 * What an index has of a number, so that it is found by any part of it, wherever in it that stands: eight characters from its
 * beginning, and from each second place after that. Of `74951234567` they are `^74951234`, `95123456`, `1234567`, `34567` and
 * `567`. {@link partPrefixesOf} are what to look for.
 * @returns the beginning first; none of a number that is shorter than what is looked for
 */
export function numberParts(key: string): string[] {
  if (key.length < FEWEST_PART_CHARACTERS) return [];
  const parts = new Set([numberBeginning(key)]);
  // What is looked for may begin one place before, and still has all but one of its characters here.
  for (let place = 2; place + FEWEST_PART_CHARACTERS - 1 <= key.length; place += 2) parts.add(cut(key, place));
  return [...parts];
}

/** The first of {@link numberParts}. */
export function numberBeginning(key: string): string {
  return BEGINNING + cut(key, 0);
}

/**
 * How one of {@link numberParts} begins of every number that has these characters, four or more, in it. Others can begin so as
 * well.
 */
export function partPrefixesOf(characters: string, where: 'anywhere' | 'start' | 'end'): string[] {
  const beginning = numberBeginning(characters);
  return where === 'start' ? [beginning] : [beginning, cut(characters, 0), cut(characters, 1)];
}

function cut(key: string, place: number): string {
  return key.slice(place, place + MOST_PART_CHARACTERS);
}
