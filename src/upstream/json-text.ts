import { displayName, UpstreamError, type UpstreamName } from './upstream.error.js';

const NUL = '\\u0000';
/** An escaped U+0000 whose backslash is not itself escaped. */
const NUL_ESCAPE = /(?<=(?:^|[^\\])(?:\\\\)*)\\u0000/g;

/**
 * JSON text without a byte-order mark and without U+0000, which no database takes as text; everything else as it came.
 */
export function cleanJsonText(text: string): string {
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  return body.includes(NUL) ? body.replace(NUL_ESCAPE, '') : body;
}

/**
 * @param text as {@link cleanJsonText} returns it
 * @throws UpstreamError `bad_payload`, retryable, for anything but JSON: an HTML page, a cut or an empty answer
 */
export function parseJson(upstream: UpstreamName, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's own error is no cause to keep: it quotes the body.
    throw unreadable(upstream, `${looksLike(text)} instead of JSON`);
  }
}

/** @param what completes "ElevenLabs answered with …" */
export function unreadable(upstream: UpstreamName, what: string, retryable = true): UpstreamError {
  const message = `${displayName(upstream)} answered with ${what}: try again later; if it stays so, check its address in the settings.`;
  return new UpstreamError({ upstream, fault: 'bad_payload', message, retryable });
}

function looksLike(text: string): string {
  const start = text.trimStart().charAt(0);
  if (start === '') return 'an empty page';
  return start === '<' ? 'a web page' : 'something unreadable';
}
