const CONVERSATION_ID = /^[A-Za-z0-9_-]{1,128}$/;
const BARE_ID = /^conv_[A-Za-z0-9]{8,123}$/;
/** The same in a text that is no whole JSON any more: custom data is cut at 200 bytes. */
const NAMED_IN_CUT_JSON = /"conversation_?[iI]d"\s*:\s*"([A-Za-z0-9_-]{1,128})"/;
const SCENARIO_IN_CUT_JSON = /^\{"v":1,.*"c":"([A-Za-z0-9_-]{1,128})"/;

/**
 * The conversation that a session's custom data names, in any of the forms that are understood: what the generated
 * scenario writes (`{"v":1,"c":"…"}`), `conversation_id` or `conversationId` in JSON, JSON that was cut, a bare `conv_…`.
 * @returns null if there is none; custom data is the customer's own and may hold anything
 */
export function conversationIdIn(customData: string | null): string | null {
  const text = customData?.trim() ?? '';
  if (BARE_ID.test(text)) return text;
  if (!text.startsWith('{')) return null;
  return fromJson(text) ?? null;
}

function fromJson(text: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return (SCENARIO_IN_CUT_JSON.exec(text) ?? NAMED_IN_CUT_JSON.exec(text))?.[1];
  }
  const fields = value as Record<string, unknown>;
  // `c` alone could be anything of the customer's; with the version beside it, the scenario wrote it.
  const candidates = [fields['v'] === 1 ? fields['c'] : undefined, fields['conversation_id'], fields['conversationId']];
  return candidates.find((candidate) => typeof candidate === 'string' && CONVERSATION_ID.test(candidate)) as
    string | undefined;
}
