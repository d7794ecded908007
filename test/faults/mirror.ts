import { isDeepStrictEqual } from 'node:util';
import type { ApiClient } from '../api-client.js';

/** A call with everything that was mirrored of it, without what differs from one database to the next. */
export type MirroredCall = Record<string, unknown>;

/** All that is known of each call, a page at a time. */
export const PAGE = `query ($after: String) {
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

/** What a call says in one mirror and in another, of the fields in which they differ. */
export interface MirrorDifference {
  callId: unknown;
  here: Partial<MirroredCall> | undefined;
  there: Partial<MirroredCall> | undefined;
}

/** The calls that are not the same in both mirrors; short enough to be read, however many calls there are. */
export function differencesBetween(here: readonly MirroredCall[], there: readonly MirroredCall[]): MirrorDifference[] {
  const [own, other] = [here, there].map((mirror) => new Map(mirror.map((call) => [call.callId, call])));
  return [...new Set([...own!.keys(), ...other!.keys()])].flatMap((callId) => {
    const [one, another] = [own!.get(callId), other!.get(callId)];
    if (isDeepStrictEqual(one, another)) return [];
    const differing = Object.keys({ ...one, ...another }).filter(
      (key) => !isDeepStrictEqual(one?.[key], another?.[key]),
    );
    const pick = (call: MirroredCall | undefined) =>
      call && Object.fromEntries(differing.map((key) => [key, call[key]]));
    return [{ callId, here: pick(one), there: pick(another) }];
  });
}
