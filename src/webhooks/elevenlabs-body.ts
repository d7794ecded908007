import { BadUserInputError } from '../common/errors.js';
import { cleanJsonText, type ElevenLabsEvent, readElevenLabsEvent, UpstreamError } from '../upstream/index.js';

/**
 * Reads the body of a webhook of ElevenLabs, which has been verified.
 * @returns undefined for a type that this version knows nothing of
 * @throws BadUserInputError if it is no JSON, or lacks its ids
 */
export function parseElevenLabsEvent(body: Buffer): ElevenLabsEvent | undefined {
  let json: unknown;
  try {
    json = JSON.parse(cleanJsonText(body.toString('utf8')));
  } catch {
    throw new BadUserInputError({ body: ['The body is no JSON'] }); // the parser's own error would quote it
  }
  try {
    return readElevenLabsEvent(json);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    throw new BadUserInputError({ body: ['The body is no event with its ids'] }, { cause: error });
  }
}
