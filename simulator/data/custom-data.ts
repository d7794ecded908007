import { Dice, type Random } from './random.js';

/** VoxEngine keeps so many bytes of `customData` and drops the rest (reference, trap 20). */
const LIMIT_BYTES = 200;

/** How often each kind of design §5 occurs on a session whose conversation is known. */
export type CustomDataKind = 'v1' | 'snake' | 'camel' | 'cut' | 'bare' | 'other' | 'text' | 'none';
const KINDS = new Dice<CustomDataKind>({ v1: 74, snake: 5, camel: 5, cut: 4, bare: 3, other: 4, text: 2, none: 3 });

export function customDataKind(random: Random): CustomDataKind {
  return random.roll(KINDS);
}

/** What the scenario left on the session; `conversationId` is undefined where no agent was reached. */
export function customData(
  kind: CustomDataKind,
  conversationId: string | undefined,
  random: Random,
): string | undefined {
  const reference = random.text(12);
  switch (kind) {
    case 'none':
      return undefined;
    case 'text':
      return `campaign ${reference} · отдел продаж`;
    case 'other':
      return JSON.stringify({ campaign: reference, attempt: random.int(1, 3) });
    case 'bare':
      return conversationId;
    case 'snake':
      return JSON.stringify({ ...(conversationId && { conversation_id: conversationId }), ref: reference });
    case 'camel':
      return JSON.stringify({ ...(conversationId && { conversationId }), lead: { id: reference } });
    case 'cut':
      return cut(
        JSON.stringify({
          v: 1,
          ...(conversationId && { c: conversationId }),
          note: `${reference} ждёт звонка `.repeat(9),
        }),
      );
    case 'v1':
      return JSON.stringify({ v: 1, ...(conversationId && { c: conversationId }) });
  }
}

/** The first 200 bytes, without half a character at the end. */
function cut(text: string): string {
  return Buffer.from(text)
    .subarray(0, LIMIT_BYTES)
    .toString('utf8')
    .replace(/\uFFFD+$/, '');
}
