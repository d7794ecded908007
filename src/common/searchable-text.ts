import { hash } from 'node:crypto';
import { wordsOf } from './words.js';

/** So many hexadecimal digits are an integer that JavaScript holds exactly. */
const KEY_DIGITS = 13;
/** More than is said in a day; what comes after it is not searched. It has to fit into one statement. */
const MOST_CHARACTERS = 1_000_000;

/** What was said in a call, in the form in which it is searched. */
export interface SearchableText {
  /** All words in their order between blanks, messages parted by dots: what phrases are looked for in. */
  words: string;
  /** The keys of the words, each once, ascending. */
  keys: number[];
}

export function toSearchableText(workspaceId: string, messages: readonly string[]): SearchableText {
  const spoken = Array.from(upTo(MOST_CHARACTERS, messages), (message) =>
    Array.from(wordsOf(message), ({ word }) => word),
  );
  const keys = new Set<number>();
  for (const word of new Set(spoken.flat())) keys.add(wordKey(workspaceId, word));
  return {
    words: ` ${spoken.map((message) => message.join(' ')).join(' . ')} `,
    keys: [...keys].sort((a, b) => a - b),
  };
}

/**
 * What a word is known by in the index of one workspace: 52 bits of a hash, so that the index is small, the words of
 * different workspaces lie apart, and none can be read there.
 */
export function wordKey(workspaceId: string, word: string): number {
  return Number.parseInt(hash('sha256', `${workspaceId} ${word}`, 'hex').slice(0, KEY_DIGITS), 16);
}

/** The texts up to so many characters altogether. */
function* upTo(characters: number, texts: readonly string[]): Generator<string, void, undefined> {
  let left = characters;
  for (const text of texts) {
    if (left <= 0) return;
    yield text.slice(0, left);
    left -= text.length;
  }
}
