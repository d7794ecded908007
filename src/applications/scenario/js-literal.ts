/** What would end a string, a comment or a script element in one of the places to which generated code gets pasted. */
const UNSAFE = /[<>\u2028\u2029\u007f-\u009f]|\*\//g;

/**
 * A value as a literal of JavaScript: JSON in which nothing can be mistaken for a line break, the end of a comment, or markup.
 * @param value whatever JSON holds
 */
export function jsLiteral(value: unknown): string {
  return JSON.stringify(value).replace(UNSAFE, (part) => (part === '*/' ? '*\\/' : escaped(part)));
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
