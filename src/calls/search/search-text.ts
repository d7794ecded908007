import { wordsOf } from '../../common/words.js';

const TERM = /"([^"]*)"?|[^\s"]+/g;
const QUOTES = /[“”„«»″]/g;

/** What a text that is typed into a search asks for. */
export interface SearchText {
  /** All words that have to be somewhere in the transcript, each once. */
  words: string[];
  /** The same as they were typed: single words, and words that have to follow each other within one message. */
  terms: string[][];
}

/**
 * Reads a search: words, and phrases in quotes, whose end may still be missing. What is written together is meant together:
 * `e-mail`, or a word of a script without spaces, is a phrase.
 */
export function parseSearchText(text: string): SearchText {
  const words = new Set<string>();
  const terms: string[][] = [];
  for (const [term, quoted] of text.replace(QUOTES, '"').matchAll(TERM)) {
    const found = Array.from(wordsOf(quoted ?? term), ({ word }) => word);
    for (const word of found) words.add(word);
    if (found.length > 0) terms.push(found);
  }
  return { words: [...words], terms };
}
