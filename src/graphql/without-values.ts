const INVALID_VARIABLE = /^(Variable "\$\w+" got invalid value) /;
/** Behind these words GraphQL quotes a single value. */
const SINGLE_VALUE = /( cannot represent [\w -]*?value| of type "[^"]*", found)[: ] ?[\s\S]*$/;
const PLACE = / at "[\w.[\]]+"$/;

/**
 * GraphQL's words about a value that it cannot use, without the value: it quotes the whole of a variable, and one member
 * that is misspelt would bring the secret beside it into an error and from there into somebody's log.
 */
export function withoutValues(message: string): string {
  const short = message.replace(SINGLE_VALUE, '$1');
  const subject = INVALID_VARIABLE.exec(short)?.[1];
  if (subject === undefined) return short;
  const end = short.lastIndexOf('; ');
  if (end < 0) return subject;
  return `${subject}${PLACE.exec(short.slice(0, end))?.[0] ?? ''}${short.slice(end)}`;
}
