/**
 * The account's number in the key file of a Voximplant service account.
 * @returns undefined where the text is no such file
 */
export function accountIdIn(text: string): string | undefined {
  try {
    const file = JSON.parse(text) as { account_id?: unknown; key_id?: unknown; private_key?: unknown } | null;
    if (typeof file?.key_id !== 'string' || typeof file.private_key !== 'string') return undefined;
    return typeof file.account_id === 'number' || typeof file.account_id === 'string'
      ? String(file.account_id)
      : undefined;
  } catch {
    return undefined; // no JSON
  }
}
