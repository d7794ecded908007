/** The base64 of a file that comes in pieces, in pieces that make one text together. */
export function* base64Pieces(pieces: Iterable<Buffer>): Generator<string, void, undefined> {
  let rest: Buffer = Buffer.alloc(0);
  for (const piece of pieces) {
    const bytes = Buffer.concat([rest, piece]);
    const whole = bytes.length - (bytes.length % 3);
    if (whole > 0) yield bytes.toString('base64', 0, whole);
    rest = bytes.subarray(whole);
  }
  if (rest.length > 0) yield rest.toString('base64');
}
