/** The words and "quoted phrases" of a search, to be marked where they are found. */
export function wordsOf(search: string): string[] {
  return [...search.matchAll(/["“«]([^"”»]+)["”»]?|\S+/g)].map(([all, phrase]) => (phrase ?? all).trim());
}
