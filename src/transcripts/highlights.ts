import { parseSearchText } from '../calls/index.js';
import { type Word, wordsOf } from '../common/words.js';

const MOST_HIGHLIGHTS = 3;
/** Characters that an excerpt shows on either side of what was found. */
const AROUND = 80;

/** A place in a message at which one of the terms begins and ends. */
interface Place {
  message: number;
  start: number;
  end: number;
}

/**
 * Excerpts of the messages in which the words and phrases of a search were said, in the order of the conversation: one for each
 * term if there is room, each of another message.
 */
export function highlightsOf(messages: readonly string[], searchText: string): string[] {
  const words = messages.map((message) => [...wordsOf(message)]);
  const places = parseSearchText(searchText).terms.map((term) => placesOf(term, words));
  const firsts = places.flatMap(([first]) => first ?? []);
  const shown = new Map<number, Place>();
  for (const place of [...firsts, ...places.flat().sort((a, b) => a.message - b.message)]) {
    if (shown.size < MOST_HIGHLIGHTS && !shown.has(place.message)) shown.set(place.message, place);
  }
  return [...shown.values()]
    .sort((a, b) => a.message - b.message)
    .map((place) => excerpt(messages[place.message] ?? '', words[place.message] ?? [], place));
}

/** The first place of a term in each message that has it. */
function placesOf(term: readonly string[], words: readonly Word[][]): Place[] {
  return words.flatMap((spoken, message) => {
    const from = spoken.findIndex((_, index) => term.every((word, next) => spoken[index + next]?.word === word));
    const [first, last] = [spoken[from], spoken[from + term.length - 1]];
    return first === undefined || last === undefined ? [] : [{ message, start: first.start, end: last.end }];
  });
}

/** Cut between words; an ellipsis says where something was left out. */
function excerpt(message: string, words: readonly Word[], { start, end }: Place): string {
  const from = start <= AROUND ? 0 : (words.find((word) => word.start >= start - AROUND)?.start ?? start);
  const rest = message.length - end;
  const to = rest <= AROUND ? message.length : (words.findLast((word) => word.end <= end + AROUND)?.end ?? end);
  return `${from > 0 ? '…' : ''}${message.slice(from, to)}${to < message.length ? '…' : ''}`;
}
