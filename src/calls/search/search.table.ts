/** A row of `call_texts`; the entity says what each column means. */
export interface CallTextTable {
  doc: number;
  call_id: string;
  words: string;
}

export interface CallWordTable {
  word: number;
  doc: number;
}

export interface SearchTables {
  call_texts: CallTextTable;
  call_words: CallWordTable;
}
