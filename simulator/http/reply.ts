/** A body that is made while it is sent. `size` is known to the simulator, not to the one who asked. */
export interface StreamBody {
  readonly size: number;
  chunks(): Iterable<Buffer>;
}

/**
 * How the bytes go out. `whole` is the normal way; the others end an answer too early or never:
 * - `resetBeforeHeaders`, `resetAfterHeaders`: TCP reset
 * - `hangBeforeHeaders`, `hangMidBody`: silence on an open connection
 * - `pauseMidBody`: half of the body, and the rest when `Reply.resumed` is fulfilled
 * - `trickle`: the body at one byte a second
 * - `truncate`: half of the body, then the connection is closed before the promised end
 * - `truncateCleanly`: half of the body as if it were all: nothing in HTTP shows it
 * - `endless`: the body over and over again
 */
export type Delivery =
  | 'whole'
  | 'resetBeforeHeaders'
  | 'resetAfterHeaders'
  | 'hangBeforeHeaders'
  | 'hangMidBody'
  | 'pauseMidBody'
  | 'trickle'
  | 'truncate'
  | 'truncateCleanly'
  | 'endless';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Text and bytes are sent with a length, a stream without one (chunked). */
  readonly body: string | Buffer | StreamBody;
  readonly delivery?: Delivery;
  readonly resumed?: Promise<void>;
}

export function json(value: unknown, status = 200): Reply {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: JSON.stringify(value) };
}

export function isStream(body: Reply['body']): body is StreamBody {
  return typeof body !== 'string' && !Buffer.isBuffer(body);
}
