import type { Api } from './api.js';

/** A call that can be read and listened to. */
export interface HeardCall {
  callId: string;
  recordingUrl: string;
  transcript: { summary: string | null; messages: { role: string; text: string | null }[] };
}

const CALLS = `query { calls(first: 200, filter: { status: [ANSWERED] }) {
  nodes { callId recordingUrl transcript { summary messages { role text } } } } }`;
const LINES = 4;
const LONGEST_LINE = 100;

/** The newest call with both a transcript and a recording; undefined if there is none. */
export async function newestHeardCall(api: Api): Promise<HeardCall | undefined> {
  const { calls } = await api.request<{
    calls: { nodes: (Omit<HeardCall, 'recordingUrl' | 'transcript'> & Partial<HeardCall>)[] };
  }>(CALLS);
  return calls.nodes.find((call): call is HeardCall => call.recordingUrl != null && call.transcript != null);
}

/** How the call began, and where it can be listened to. */
export function describeHeardCall({ callId, recordingUrl, transcript }: HeardCall): string[] {
  const said = transcript.messages.filter(({ text }) => text !== null).slice(0, LINES);
  return [
    ...said.map(({ role, text }) => clip(`${role === 'USER' ? 'Caller' : 'Agent '}  ${text}`)),
    '…',
    `Listen to call ${callId} (the link is good for 15 minutes):`,
    recordingUrl,
  ];
}

function clip(text: string): string {
  return text.length <= LONGEST_LINE ? text : `${text.slice(0, LONGEST_LINE - 1)}…`;
}
