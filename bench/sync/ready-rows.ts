import type { Connection, FieldPacket, RowDataPacket } from 'mysql2/promise';

/**
 * One page of calls, with their legs and with what those numbers are found by that no page before has, ready to be written: the
 * values of each row in the order of the columns.
 */
export interface ReadyPage {
  calls: unknown[][];
  legs: unknown[][];
  numberParts: unknown[][];
}

/** Everything that a sync wrote, exactly as it wrote it. */
export interface ReadyRows {
  callColumns: string[];
  legColumns: string[];
  numberPartColumns: string[];
  pages: ReadyPage[];
  callCount: number;
  legCount: number;
}

const PAGE = 1000;

/** Reads back what was written: all columns of `calls`, `call_legs` and `number_parts`, in pages, in the order of writing. */
export async function readBack(connection: Connection): Promise<ReadyRows> {
  const pages: ReadyPage[] = [];
  let callColumns: string[] = [];
  let legColumns: string[] = [];
  const parts = await read(connection, 'select * from number_parts order by workspace_id, part, number_key', []);
  const partsByNumber = Map.groupBy(parts.rows, (row) => row[parts.columns.indexOf('number_key')]);
  const numberPartColumns = parts.columns;
  let callCount = 0;
  let legCount = 0;
  for (let after = ''; ;) {
    const calls = await read(connection, 'select * from calls where id > ? order by id limit ?', [after, PAGE]);
    const last = calls.rows.at(-1)?.[0];
    if (typeof last !== 'string') {
      return { callColumns, legColumns, numberPartColumns, pages, callCount, legCount };
    }
    const legs = await read(
      connection,
      'select * from call_legs where call_id > ? and call_id <= ? order by call_id, leg_id',
      [after, last],
    );
    callColumns = calls.columns;
    legColumns = legs.columns;
    const numbers = ['from_key', 'to_key'].flatMap((column) => {
      const at = callColumns.indexOf(column);
      return calls.rows.map((row) => row[at]);
    });
    const numberParts = takeParts(partsByNumber, numbers);
    pages.push({ calls: calls.rows, legs: legs.rows, numberParts });
    callCount += calls.rows.length;
    legCount += legs.rows.length;
    after = last;
  }
}

/** The rows of these numbers, which are then taken. */
function takeParts(partsByNumber: Map<unknown, unknown[][]>, numbers: readonly unknown[]): unknown[][] {
  return numbers.flatMap((number) => {
    const parts = partsByNumber.get(number) ?? [];
    partsByNumber.delete(number);
    return parts;
  });
}

async function read(
  connection: Connection,
  sql: string,
  values: unknown[],
): Promise<{ columns: string[]; rows: unknown[][] }> {
  const [rows, fields] = (await connection.query<RowDataPacket[][]>({ sql, values, rowsAsArray: true })) as [
    unknown[][],
    FieldPacket[],
  ];
  return { columns: fields.map(({ name }) => name), rows };
}
