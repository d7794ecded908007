import type { Account } from '../accounts/account.js';
import type { Application } from '../accounts/application.js';
import type { Reply } from '../http/reply.js';
import type { SimulatorRequest } from '../http/request.js';
import { sessionIdOfRecord } from '../data/ids.js';
import { recordAudio } from '../data/session-writer.js';
import { authenticate } from './authentication.js';
import type { ManagementApiContext } from './management-api.js';
import { VoximplantError } from './voximplant-error.js';
import type { RawRecord, RawSession } from './wire.js';

const OPEN = '/voximplant-records';
const SECURE = '/voximplant-records-secure';

/** The path under which an application's recordings lie. */
export function recordsPath(secure: boolean): string {
  return secure ? SECURE : OPEN;
}

export function isRecordPath(path: string): boolean {
  return path.startsWith(`${OPEN}/`) || path.startsWith(`${SECURE}/`);
}

/** Plays `storage-gw-….voximplant.com`: 401 without credentials, 403 broken link, 404 gone, 416 range (reference, section 4). */
export class RecordStorage {
  constructor(private readonly context: ManagementApiContext) {}

  async answer(request: SimulatorRequest): Promise<Reply> {
    const secure = request.path.startsWith(`${SECURE}/`);
    const reader = secure ? await this.reader(request) : undefined;
    if (secure && !reader) return status(401);
    const recordId = Number(request.parameters.get('record_id'));
    const accounts = reader ? [reader] : this.context.accounts;
    const record = this.find(recordId, accounts);
    if (!record || record.is_removed === true) return status(404);
    if (record.record_url === undefined || new URL(record.record_url).pathname !== request.path) return status(403);
    // The file is whole only after the call.
    if (record.duration === undefined) return status(404);
    const bytes = recordAudio(recordId, Number(record.duration)).toBuffer();
    return ranged(bytes, request.headers.range);
  }

  private async reader(request: SimulatorRequest): Promise<Account | undefined> {
    try {
      return (await authenticate(request, this.context.accounts, this.context.tokenNow())).account;
    } catch (error) {
      if (error instanceof VoximplantError) return undefined;
      throw error;
    }
  }

  private find(recordId: number, accounts: readonly Account[]): RawRecord | undefined {
    const now = Math.floor(this.context.now().getTime() / 1000);
    for (const application of accounts.flatMap(({ applications }) => applications)) {
      for (const session of candidates(application, recordId, now)) {
        const record = session.records?.find(({ record_id }) => Number(record_id) === recordId);
        if (record) return record;
      }
    }
    return undefined;
  }
}

function* candidates({ sessions }: Application, recordId: number, now: number): Generator<RawSession, void, undefined> {
  const generated = sessions.find(String(sessionIdOfRecord(recordId)));
  if (generated) yield generated.row(now);
  for (const entry of sessions.added()) yield entry.row(now);
}

function ranged(bytes: Buffer, range: string | undefined): Reply {
  const headers = { 'content-type': 'audio/mpeg', 'accept-ranges': 'bytes' };
  if (range === undefined) return { status: 200, headers, body: bytes };
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(range) ?? [];
  const from = Number(first);
  const to = last ? Math.min(Number(last), bytes.length - 1) : bytes.length - 1;
  if (first === undefined || from > to) {
    return { status: 416, headers: { 'content-range': `bytes */${bytes.length}` }, body: '' };
  }
  const content = { ...headers, 'content-range': `bytes ${from}-${to}/${bytes.length}` };
  return { status: 206, headers: content, body: bytes.subarray(from, to + 1) };
}

function status(code: number): Reply {
  return { status: code, headers: { 'content-type': 'text/plain' }, body: '' };
}
