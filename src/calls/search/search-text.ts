import { wordsOf } from '../../common/words.js';

const TERM = /"([^"]*)"?|[^\s"]+/g;
const QUOTES = /[“”„«»″]/g;

/** What a text that is typed into a search asks for. */
export interface SearchText {
  /** All words that have to be somewhere in the transcript, each once. */
  words: string[];
  /** Words that have to follow each other within one message, two or more. */
  phrases: string[][];
}

/**
 * Reads a search: words, and phrases in quotes, whose end may still be missing. What is written together is meant together:
 * `e-mail`, or a word of a script without spaces, is a phrase.
 */
export function parseSearchText(text: string): SearchText {
  const words = new Set<string>();
  const phrases: string[][] = [];
  for (const [term, quoted] of text.replace(QUOTES, '"').matchAll(TERM)) {
    const found = Array.from(wordsOf(quoted ?? term), ({ word }) => word);
    for (const word of found) words.add(word);
    if (found.length > 1) phrases.push(found);
  }
  return { words: [...words], phrases };
}
