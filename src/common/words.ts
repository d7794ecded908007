/** Scripts that put no spaces between words: each of their characters is a word of its own. */
const SPACELESS = '\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}';
const WORD = new RegExp(`[${SPACELESS}]\\p{M}*|(?:(?![${SPACELESS}])[\\p{L}\\p{N}\\p{M}])+`, 'gu');
/** Diacritics, points of Hebrew and signs of Arabic. The vowel signs of Indian scripts are no accents and stay. */
const ACCENTS = /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670]/g;
const ASCII = /^[\u0000-\u007f]*$/; // eslint-disable-line no-control-regex
/** What is longer is no word, and is compared by its beginning. */
const LONGEST_WORD = 64;

/** A word of a text: as it is compared, and where it stands. */
export interface Word {
  word: string;
  start: number;
  end: number;
}

/**
 * The words of a text, in their order: what stands between blanks and punctuation, without case and accents. All databases
 * search for these, so that none has an opinion of its own on what a word is, is too short, or too common.
 */
export function* wordsOf(text: string): Generator<Word, void, undefined> {
  for (const match of text.matchAll(WORD)) {
    const [found] = match;
    const word = fold(found);
    if (word !== '') yield { word, start: match.index, end: match.index + found.length };
  }
}

/** Upper case first: that makes `ss` of `ß`, and one of the two small sigmas. */
function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase().slice(0, LONGEST_WORD);
  const folded = text.normalize('NFKD').toUpperCase().toLowerCase().normalize('NFKD').replace(ACCENTS, '');
  return folded.slice(0, LONGEST_WORD).toWellFormed();
}
