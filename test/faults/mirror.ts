import type { ApiClient } from '../api-client.js';

/** A call with everything that was mirrored of it, without what differs from one database to the next. */
export type MirroredCall = Record<string, unknown>;

const PAGE = `query ($after: String) {
  calls(first: 50, after: $after) {
    nodes {
      callId direction fromNumber toNumber startTime endTime durationSeconds status statusReason
      cost { amount currency } customData conversationId conversationSource
      transcriptState transcriptReason recordingState recordingReason
      legs { legId direction remoteNumber startTime durationSeconds successful cost { amount } }
      transcript {
        conversationId language summary outcome credits
        evaluations { criterion outcome } messages { position role text offsetSeconds interrupted }
      }
      recording { contentType byteSize sha256 durationSeconds source }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

/** Every call of the workspace as a client sees it, in the order of their ids at Voximplant. */
export async function mirrorOf(client: ApiClient): Promise<MirroredCall[]> {
  const rows: MirroredCall[] = [];
  for (let after: string | null = null; ;) {
    const { calls }: { calls: { nodes: MirroredCall[]; pageInfo: { hasNextPage: boolean; endCursor: string } } } =
      await client.graphql(PAGE, { after });
    rows.push(...calls.nodes);
    if (!calls.pageInfo.hasNextPage) break;
    after = calls.pageInfo.endCursor;
  }
  return rows.sort((one, other) => String(one.callId).localeCompare(String(other.callId)));
}
