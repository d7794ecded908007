const HINT_LENGTH = 4;
/** Four characters of a shorter secret would give too much of it away. */
const SHORTEST_HINTED = 8;

/** The last four characters, to recognise a secret by; nothing of one that is short. */
export function hintOf(secret: string): string {
  return secret.length < SHORTEST_HINTED ? '' : secret.slice(-HINT_LENGTH);
}
