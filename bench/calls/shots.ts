/** A request as it is sent, again and again. */
export interface Shot {
  url: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  body: string | null;
  /** Of a right answer; null where they may change. */
  bytes: number | null;
}

/** Shots in turn, as fast as they are answered. */
export interface Load {
  shots: Shot[];
  connections: number;
  seconds: number;
  /** Goes on after the time until so many were asked. */
  fewest?: number;
}

/** Shots in turn, whether the ones before are answered or not. */
export interface Pace {
  shots: Shot[];
  perSecond: number;
  seconds: number;
}

/** Milliseconds. */
export interface Latencies {
  answers: number;
  seconds: number;
  p50: number;
  p95: number;
  p99: number;
}

/** An operation sent to a GraphQL server. */
export function graphqlShot(url: string, token: string | null, query: string, variables: object): Shot {
  return {
    url,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token !== null && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
    bytes: null,
  };
}

/** Sends a shot once. @returns the answer, and the shot that will take nothing else for right */
export async function tryShot<Answer>(shot: Shot): Promise<{ answer: Answer; shot: Shot }> {
  const { url, method, headers, body } = shot;
  const response = await fetch(url, { method, headers, body });
  const bytes = await response.arrayBuffer();
  const text = Buffer.from(bytes).toString();
  const answer = JSON.parse(text) as Answer & { errors?: unknown };
  if (!response.ok || answer.errors !== undefined)
    throw new Error(`${url} answered ${response.status}: ${text.slice(0, 500)}`);
  return { answer, shot: { ...shot, bytes: bytes.byteLength } };
}
