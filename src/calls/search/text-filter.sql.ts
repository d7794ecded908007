import { type RawBuilder, sql } from 'kysely';
import { wordKey } from '../../common/searchable-text.js';
import type { Db } from '../../database/index.js';
import { ArtifactState } from '../call.enums.js';
import { MOST_SORTED } from '../call-index-choice.js';
import { parseSearchText } from './search-text.js';

type Sql = RawBuilder<unknown>;

/** Words that are looked up in the index; more of them are looked for in the text of what these have found. */
const MOST_INDEXED = 10;

/** What a search for words adds to a query. */
export interface TextSelection {
  /** Whether the words lead to few calls, and are to be read first. */
  isRare: boolean;
  /** The tables where they lead to the calls: the last one is `texts`. */
  tablesBefore: Sql[];
  /** The tables where each call, or entry of an index, that a table before has is looked at for them. */
  tablesAfter: (calls: 'calls' | 'entries') => Sql[];
  conditions: Sql[];
}

const NOTHING: TextSelection = { isRare: false, tablesBefore: [], tablesAfter: () => [], conditions: [] };

/** Turns a search for words into SQL over `call_words` and `call_texts`, the same on all databases. */
export class TextFilter {
  constructor(private readonly db: Db) {}

  /** @param isPage whether only the first calls of an order are read */
  async read(workspaceId: string, text: string | null | undefined, isPage: boolean): Promise<TextSelection> {
    const { words, terms } = parseSearchText(text ?? '');
    if (words.length === 0) return NOTHING;
    const indexed = await this.rarestFirst(words.slice(0, MOST_INDEXED).map((word) => wordKey(workspaceId, word)));
    const lookedFor = [...words.slice(MOST_INDEXED).map((word) => [word]), ...terms.filter((term) => term.length > 1)];
    const tables = indexed.map((_, index) => sql.table(`word${index}`));
    const [first] = tables;
    return {
      isRare: !isPage || (indexed[0]?.calls ?? 0) <= MOST_SORTED,
      tablesBefore: [
        ...tables.map((table) =>
          table === first ? sql`call_words as ${table}` : sql`call_words as ${table} on ${table}.doc = ${first}.doc`,
        ),
        sql`call_texts as texts on texts.doc = ${first}.doc`,
      ],
      tablesAfter: (calls) => [
        sql`call_texts as texts on texts.call_id = ${sql.ref(`${calls}.id`)}`,
        ...tables.map((table) => sql`call_words as ${table} on ${table}.doc = texts.doc`),
      ],
      conditions: [
        isTranscribed('calls'),
        ...tables.map((table, index) => sql`${table}.word = ${indexed[index]?.key}`),
        ...lookedFor.map((phrase) => sql`instr(texts.words, ${` ${phrase.join(' ')} `}) > 0`),
      ],
    };
  }

  private async rarestFirst(keys: readonly number[]): Promise<{ key: number; calls: number }[]> {
    const counts = keys.map(
      (key, index) => sql`select ${sql.lit(index)} as place, count(*) as calls
        from (select 1 from call_words where word = ${key} limit ${sql.lit(MOST_SORTED + 1)}) as found`,
    );
    const { rows } = await sql<{
      place: number;
      calls: number | string;
    }>`${sql.join(counts, sql` union all `)}`.execute(this.db.kysely());
    const found = rows.map(({ place, calls }) => ({ key: keys[Number(place)] ?? 0, calls: Number(calls) }));
    return found.sort((a, b) => a.calls - b.calls);
  }
}

/** What a call with words is: they are here as long as its transcript is. */
export function isTranscribed(calls: 'calls' | 'entries'): Sql {
  return sql`${sql.ref(`${calls}.transcript_state`)} = ${ArtifactState.AVAILABLE}`;
}
