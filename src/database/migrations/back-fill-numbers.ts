import { numberCore, numberKey } from '../../common/number-key.js';

type Execute = (sql: string) => Promise<unknown[]>;
/** Each of them is looked for among all of a statement. */
const CALLS_A_STATEMENT = 100;

interface Row {
  id: string;
  from_number: string | null;
  to_number: string | null;
}

/** Gives the calls that are there what their numbers are searched by. May be stopped and begun again. */
export async function backFillNumbers(execute: Execute): Promise<void> {
  for (let after = ''; ;) {
    const rows = (await execute(
      `select id, from_number, to_number from calls where id > '${after}' order by id limit ${CALLS_A_STATEMENT}`,
    )) as Row[];
    const last = rows.at(-1);
    if (last === undefined) return;
    const keys = rows.map(
      ({ from_number, to_number }) =>
        [from_number && numberKey(from_number), to_number && numberKey(to_number)] as const,
    );
    const set = [
      assignment(
        'from_key',
        rows,
        keys.map(([from]) => from),
      ),
      assignment(
        'to_key',
        rows,
        keys.map(([, to]) => to),
      ),
      assignment(
        'from_core',
        rows,
        keys.map(([from]) => from && numberCore(from)),
      ),
      assignment(
        'to_core',
        rows,
        keys.map(([, to]) => to && numberCore(to)),
      ),
    ];
    await execute(`update calls set ${set.join(', ')} where id in (${rows.map(({ id }) => `'${id}'`).join(', ')})`);
    after = last.id;
  }
}

/** Ids, keys and cores have neither quotes nor backslashes. */
function assignment(column: string, rows: readonly Row[], values: readonly (string | null)[]): string {
  const cases = rows.map(
    ({ id }, index) => `when '${id}' then ${values[index] == null ? 'null' : `'${values[index]}'`}`,
  );
  return `${column} = case id ${cases.join(' ')} end`;
}
