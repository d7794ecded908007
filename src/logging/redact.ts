const HIDDEN = '[redacted]';
const MAX_DEPTH = 8;

/** Fields that hold a secret, whatever is in them. Names of what merely belongs to one (`apiKeyId`, `keyId`) stay. */
const SECRET_FIELD =
  /^(authorization|cookie|set-cookie|x-api-key|xi-api-key|.*(password|passwd|secret|passphrase)|.*(token|api_?key|private_?key|access_?key|account_?key)|password_?hash|token_?hash|credentials?|signature|x-voxsync-signature|elevenlabs-signature)$/i;
/** Fields that hold a phone number, however it is written. */
const NUMBER_FIELD = /^(.*_?(number|phone)|caller_?id|destination|callerid|from|to)$/i;

/** Secrets inside of text, by their form. Each keeps what says that there was one. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\bvox_[\w-]{8,}/g, `vox_${HIDDEN}`],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, HIDDEN],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${HIDDEN}`],
  [/\bsk_[\w-]{8,}/g, `sk_${HIDDEN}`],
  [/\$argon2id?\$[^\s'"]+/g, HIDDEN], // errors of the database quote the statement with its values
  [/\bv1\.[0-9a-f]{8}\.[\w-]{20,}/g, HIDDEN], // what SecretBox sealed
  [/\bwsec_[\w-]{8,}/g, `wsec_${HIDDEN}`],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, HIDDEN],
  // In URLs and forms: signed links, and the credentials that Voximplant takes as parameters.
  [
    /\b((?:x-amz-)?(?:signature|credential|security-token)|sig|api_?key|access_?token|refresh_?token|token|password|secret)=[^&\s"'<>]+/gi,
    `$1=${HIDDEN}`,
  ],
  // As headers are written.
  [/\b((?:x-|xi-)?api[-_ ]?key|authorization)(\s*:\s*)(?!\[redacted\])[^\s"',;]{6,}/gi, `$1$2${HIDDEN}`],
  // In JSON, also where it stands escaped inside of other JSON.
  [
    /(\\?"[\w-]*(?:password|passwd|secret|token|api_?key|private_?key|authorization)\\?"\s*:\s*\\?")(?:[^"\\]|\\[^"])*/gi,
    `$1${HIDDEN}`,
  ],
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*:)[^\s/@]+@/gi, `$1${HIDDEN}@`], // user:password@host
];

/** `+` and digits with the usual punctuation, or a run of as many digits as a full international number has. */
const NUMBER_IN_TEXT = /\+\d[\d ().-]{5,}\d|(?<![\w.+-])\d{11,15}(?![\w.-])/g;

/** The text without secrets, and with no more than the last four digits of phone numbers. */
export function redactText(text: string): string {
  let safe = text;
  for (const [pattern, replacement] of SECRETS) safe = safe.replace(pattern, replacement);
  return safe.replace(NUMBER_IN_TEXT, maskNumber);
}

/**
 * The same for a whole value. Errors become plain objects with their chain of causes; what is nested too deep to belong
 * in a log is cut off.
 */
export function redact(value: unknown): unknown {
  return redactValue(value, 0, new Set());
}

function redactValue(value: unknown, depth: number, ancestors: ReadonlySet<object>): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof URL) return redactText(value.href);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (ancestors.has(value)) return '[circular]';
  if (depth >= MAX_DEPTH) return '[cut off]';
  const inside = new Set(ancestors).add(value);
  const walk = (inner: unknown) => redactValue(inner, depth + 1, inside);
  if (Array.isArray(value) || value instanceof Set) return Array.from(value as Iterable<unknown>, walk);
  return Object.fromEntries(entriesOf(value).map(([key, inner]) => [key, redactField(key, inner, walk)]));
}

function redactField(key: string, value: unknown, walk: (value: unknown) => unknown): unknown {
  if (value === null || value === undefined || typeof value === 'boolean') return value;
  if (SECRET_FIELD.test(key)) return HIDDEN;
  if (NUMBER_FIELD.test(key) && typeof value === 'string' && !value.includes('T')) return maskNumber(redactText(value));
  return walk(value);
}

/** An error's message and stack are not enumerable, its cause neither. */
function entriesOf(value: object): [string, unknown][] {
  if (value instanceof Map) return Array.from(value as Map<unknown, unknown>, ([key, inner]) => [String(key), inner]);
  if (!(value instanceof Error)) return Object.entries(value);
  const { name, message, stack, cause } = value;
  const own = Object.entries(value).filter(([key]) => !['name', 'message', 'stack', 'cause'].includes(key));
  const chain: [string, unknown][] = cause === undefined ? [] : [['cause', cause]];
  return [['name', name], ['message', message], ['stack', stack], ...own, ...chain];
}

/** Bullets for all digits but the last four. */
function maskNumber(text: string): string {
  const digits = text.replace(/\D/g, '').length;
  if (digits < 5) return text;
  let seen = 0;
  return text.replace(/\d/g, (digit) => (++seen > digits - 4 ? digit : '•'));
}
