/** Text that every database takes and gives back as it was: without U+0000, and with U+FFFD for half a surrogate pair. */
export function cleanText(text: string): string {
  return text.replaceAll('\u0000', '').toWellFormed();
}

/** A JSON value of any shape with every text in it clean, names too. */
export function cleanJson(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (Array.isArray(value)) return value.map(cleanJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [cleanText(name), cleanJson(inner)]));
}

/** Clean text of no more than so many UTF-16 units, not cut inside a character. */
export function clipText(text: string, length: number): string {
  return cleanText(text)
    .slice(0, length)
    .replace(/[\uD800-\uDBFF]$/, '');
}
