import type { Connection, FieldPacket, RowDataPacket } from 'mysql2/promise';

/** One page of calls with their legs, ready to be written: the values of each row in the order of the columns. */
export interface ReadyPage {
  calls: unknown[][];
  legs: unknown[][];
}

/** Everything that a sync wrote, exactly as it wrote it. */
export interface ReadyRows {
  callColumns: string[];
  legColumns: string[];
  pages: ReadyPage[];
  callCount: number;
  legCount: number;
}

const PAGE = 1000;

/** Reads back what was written: all columns of `calls` and `call_legs`, in pages, in the order of writing. */
export async function readBack(connection: Connection): Promise<ReadyRows> {
  const pages: ReadyPage[] = [];
  let callColumns: string[] = [];
  let legColumns: string[] = [];
  let callCount = 0;
  let legCount = 0;
  for (let after = ''; ;) {
    const calls = await read(connection, 'select * from calls where id > ? order by id limit ?', [after, PAGE]);
    const last = calls.rows.at(-1)?.[0];
    if (typeof last !== 'string') return { callColumns, legColumns, pages, callCount, legCount };
    const legs = await read(
      connection,
      'select * from call_legs where call_id > ? and call_id <= ? order by call_id, leg_id',
      [after, last],
    );
    callColumns = calls.columns;
    legColumns = legs.columns;
    pages.push({ calls: calls.rows, legs: legs.rows });
    callCount += calls.rows.length;
    legCount += legs.rows.length;
    after = last;
  }
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
