import { numberParts } from '../../common/number-key.js';

type Execute = (sql: string, params?: unknown[]) => Promise<unknown[]>;
const NUMBERS_A_STATEMENT = 500;

/**
 * Makes the numbers that calls have findable by their parts. May be stopped and begun again.
 * @param insert how a statement begins that inserts only what is not there
 */
export async function backFillNumberParts(execute: Execute, insert: string): Promise<void> {
  const workspaces = (await execute('select id from workspaces')) as { id: string }[];
  for (const { id } of workspaces) {
    for (const side of ['from_key', 'to_key']) await backFill(execute, insert, id, side);
  }
}

/** Keys and parts have neither quotes nor backslashes. */
async function backFill(execute: Execute, insert: string, workspaceId: string, side: string): Promise<void> {
  for (let after = ''; ;) {
    const rows = (await execute(
      `select distinct ${side} as number_key from calls where workspace_id = ? and ${side} > ?
        order by ${side} limit ${NUMBERS_A_STATEMENT}`,
      [workspaceId, after],
    )) as { number_key: string }[];
    const last = rows.at(-1);
    if (last === undefined) return;
    const values = rows.flatMap(({ number_key: key }) =>
      numberParts(key).map((part) => `('${workspaceId}', '${part}', '${key}')`),
    );
    if (values.length > 0) {
      await execute(`${insert} into number_parts (workspace_id, part, number_key) values ${values.join(', ')}`);
    }
    after = last.number_key;
  }
}
