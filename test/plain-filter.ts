import type { KnownCall } from './known-calls.js';

/** A filter as GraphQL takes it. */
export interface PlainFilter {
  accountId?: string;
  applicationId?: string;
  status?: string[];
  direction?: string;
  startTime?: { from?: string; to?: string };
  durationSeconds?: { min?: number; max?: number };
  number?: string;
  fromNumber?: string;
  toNumber?: string;
  text?: string;
  callId?: string;
  conversationId?: string;
  hasTranscript?: boolean;
  hasRecording?: boolean;
  transcriptState?: string[];
  recordingState?: string[];
  outcome?: string[];
  updatedAt?: { from?: string; to?: string };
}

/** What a filter means, written down once more with nothing of the code that is tested. */
export function passes(call: KnownCall, filter: PlainFilter): boolean {
  const { startTime, updatedAt, durationSeconds: range } = filter;
  const same = (['accountId', 'applicationId', 'direction', 'callId', 'conversationId'] as const).every(
    (field) => filter[field] === undefined || filter[field] === call[field],
  );
  const listed = (['status', 'transcriptState', 'recordingState', 'outcome'] as const).every(
    (field) => filter[field] === undefined || (call[field] !== null && filter[field].includes(call[field])),
  );
  return (
    same &&
    listed &&
    isWithin(call.startTime, startTime) &&
    isWithin(call.updatedAt, updatedAt) &&
    (range === undefined || isBetween(call.durationSeconds, range)) &&
    (filter.hasTranscript ?? call.transcriptState === 'AVAILABLE') === (call.transcriptState === 'AVAILABLE') &&
    (filter.hasRecording ?? call.recordingState === 'AVAILABLE') === (call.recordingState === 'AVAILABLE') &&
    [call.fromNumber, call.toNumber].some((number) => isNumber(number, filter.number)) &&
    isNumber(call.fromNumber, filter.fromNumber) &&
    isNumber(call.toNumber, filter.toNumber) &&
    wasSaid(call.messages, filter.text)
  );
}

function isWithin(instant: string, range: { from?: string; to?: string } = {}): boolean {
  return (range.from === undefined || instant >= range.from) && (range.to === undefined || instant < range.to);
}

function isBetween(value: number | null, { min = -Infinity, max = Infinity }: { min?: number; max?: number }): boolean {
  return value !== null && value >= min && value <= max;
}

function isNumber(number: string | null, typed: string | undefined): boolean {
  if (typed === undefined) return true;
  const bare = (text: string) => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  const wanted = bare(typed).replace(/^00/, '');
  if (wanted === '') return true; // nothing was typed that a number could have
  const has = bare(number ?? '');
  const isTrunk = !typed.startsWith('+') && /^8[34789]\d\d/.test(wanted) && wanted.length <= 11;
  return has.includes(wanted) || (isTrunk && has.startsWith(`7${wanted.slice(1)}`));
}

function wasSaid(messages: string[], text: string | undefined): boolean {
  if (text === undefined) return true;
  const said = messages.map((message) => ` ${wordsOf(message).join(' ')} `);
  const terms = [...text.matchAll(/"([^"]+)"|[^\s"]+/g)].map(([term, quoted]) => wordsOf(quoted ?? term).join(' '));
  return terms.every((term) => term === '' || said.some((message) => message.includes(` ${term} `)));
}

function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replaceAll('ß', 'ss');
  return plain.replace(/[\u4e00-\u9fff]/g, ' $& ').match(/[\p{L}\p{N}]+/gu) ?? [];
}
