import type { ByteRange } from '../storage/recording-storage.js';
import { parseRange } from './byte-range.js';

/** How a request for a file is answered; `range` is what of it is sent. */
export type Answer =
  { status: 200; range: undefined } | { status: 206; range: ByteRange } | { status: 304 | 412 | 416; range: undefined };

export interface AskedFile {
  /** Strong, with its quotes. */
  etag: string;
  byteSize: number;
}

/** The headers of a request that decide; as they came. */
export interface Conditions {
  ifMatch?: string;
  ifNoneMatch?: string;
  ifRange?: string;
  range?: string;
}

/** Decides on conditions and range in the order of RFC 9110, 13.2.2. */
export function answerTo(method: string, conditions: Conditions, { etag, byteSize }: AskedFile): Answer {
  const { ifMatch, ifNoneMatch, ifRange = etag } = conditions;
  if (ifMatch !== undefined && !names(ifMatch, etag, onlyStrong)) return { status: 412, range: undefined };
  if (ifNoneMatch !== undefined && names(ifNoneMatch, etag, withoutWeakness)) return { status: 304, range: undefined };
  // A range means something for GET alone, and a file that has changed is sent whole. An If-Range with a date never
  // fits, as no Last-Modified is sent.
  const wanted = method === 'GET' && ifRange === etag ? conditions.range : undefined;
  const range = wanted === undefined ? undefined : parseRange(wanted, byteSize);
  if (range === undefined) return { status: 200, range };
  return range === 'unsatisfiable' ? { status: 416, range: undefined } : { status: 206, range };
}

/** Whether a list of entity tags has this one, once each of them is made comparable; `*` stands for any. */
function names(list: string, etag: string, comparable: (tag: string) => string | undefined): boolean {
  const tags = list.split(',').map((tag) => tag.trim());
  return tags.includes('*') || tags.some((tag) => comparable(tag) === etag);
}

/** Comparison that weak tags never pass. */
function onlyStrong(tag: string): string | undefined {
  return tag.startsWith('W/') ? undefined : tag;
}

function withoutWeakness(tag: string): string {
  return tag.replace(/^W\//, '');
}
