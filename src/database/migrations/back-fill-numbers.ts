import { numberKey } from '../../common/number-key.js';

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
    const set = [
      assignment('from_key', rows, ({ from_number }) => from_number),
      assignment('to_key', rows, ({ to_number }) => to_number),
    ];
    await execute(`update calls set ${set.join(', ')} where id in (${rows.map(({ id }) => `'${id}'`).join(', ')})`);
    after = last.id;
  }
}

/** Ids and keys have neither quotes nor backslashes. */
function assignment(column: string, rows: readonly Row[], numberOf: (row: Row) => string | null): string {
  const cases = rows.map((row) => {
    const number = numberOf(row);
    return `when '${row.id}' then ${number === null ? 'null' : `'${numberKey(number)}'`}`;
  });
  return `${column} = case id ${cases.join(' ')} end`;
}
