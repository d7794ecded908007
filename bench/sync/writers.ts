import type { Connection, RowDataPacket } from 'mysql2/promise';
import type { ReadyRows } from './ready-rows.js';

const STATEMENT_ROWS = 1000;

/**
 * The reference: one connection, nothing but mysql2. Each page is a transaction, each statement an upsert of at most
 * 1,000 rows; neither HTTP nor JSON, no mapping, no hash, no look-up, no checkpoint.
 */
export async function writeRaw(connection: Connection, rows: ReadyRows): Promise<void> {
  const calls = upsert('calls', rows.callColumns, ['id']);
  const legs = upsert('call_legs', rows.legColumns, ['call_id', 'leg_id']);
  const numberParts = upsert('number_parts', rows.numberPartColumns, []); // all are its key
  for (const page of rows.pages) {
    await connection.beginTransaction();
    for (const values of chunks(page.calls)) await connection.query(calls, [values]);
    for (const values of chunks(page.legs)) await connection.query(legs, [values]);
    for (const values of chunks(page.numberParts)) await connection.query(numberParts, [values]);
    await connection.commit();
  }
}

/**
 * What is written first by most: look a row up by its key, then insert or update it, and the same for each leg and each
 * number; every statement on its own, prepared. What a number is found by is one statement.
 * @param mostCalls stops after so many
 * @returns how many calls were written
 */
export async function writeRowByRow(connection: Connection, rows: ReadyRows, mostCalls: number): Promise<number> {
  const call = rowWriter(connection, 'calls', rows.callColumns, ['application_id', 'session_id']);
  const leg = rowWriter(connection, 'call_legs', rows.legColumns, ['call_id', 'leg_id']);
  const number = numberWriter(connection, rows.numberPartColumns);
  const keyAt = rows.numberPartColumns.indexOf('number_key');
  const sides = ['from_key', 'to_key'].map((column) => rows.callColumns.indexOf(column));
  let written = 0;
  for (const page of rows.pages) {
    const legsByCall = Map.groupBy(page.legs, ([callId]) => callId);
    const partsByNumber = Map.groupBy(page.numberParts, (parts) => parts[keyAt]);
    for (const values of page.calls) {
      if (written === mostCalls) return written;
      await call(values);
      for (const legValues of legsByCall.get(values[0]) ?? []) await leg(legValues);
      for (const side of sides) await number(partsByNumber.get(values[side]) ?? []);
      written += 1;
    }
  }
  return written;
}

function upsert(table: string, columns: readonly string[], keys: readonly string[]): string {
  const others = columns.filter((column) => !keys.includes(column));
  const updates = others.map((column) => `\`${column}\` = values(\`${column}\`)`).join(', ');
  return `insert into ${table} (${names(columns)}) values ? on duplicate key update ${updates}`;
}

function rowWriter(connection: Connection, table: string, columns: readonly string[], keys: readonly string[]) {
  const matches = keys.map((key) => `\`${key}\` = ?`).join(' and ');
  const select = `select 1 from ${table} where ${matches}`;
  const insert = `insert into ${table} (${names(columns)}) values (${columns.map(() => '?').join(', ')})`;
  const update = `update ${table} set ${columns.map((column) => `\`${column}\` = ?`).join(', ')} where ${matches}`;
  const keyPlaces = keys.map((key) => columns.indexOf(key));
  return async (row: readonly unknown[]): Promise<void> => {
    const values = row as (string | number | null)[];
    const key = keyPlaces.map((place) => values[place] ?? null);
    const [found] = await connection.execute<RowDataPacket[]>(select, key);
    if (found.length === 0) await connection.execute(insert, values);
    else await connection.execute(update, [...values, ...key]);
  };
}

/** Writes the parts of one number unless the first of them is there. */
function numberWriter(connection: Connection, columns: readonly string[]) {
  const select = `select 1 from number_parts where ${columns.map((column) => `\`${column}\` = ?`).join(' and ')}`;
  const insert = `insert into number_parts (${names(columns)}) values ?`;
  return async (parts: unknown[][]): Promise<void> => {
    const [first] = parts as string[][];
    if (first === undefined) return;
    const [found] = await connection.execute<RowDataPacket[]>(select, first);
    if (found.length === 0) await connection.query(insert, [parts]);
  };
}

function names(columns: readonly string[]): string {
  return columns.map((column) => `\`${column}\``).join(', ');
}

function* chunks(rows: unknown[][]): Generator<unknown[][]> {
  for (let start = 0; start < rows.length; start += STATEMENT_ROWS) yield rows.slice(start, start + STATEMENT_ROWS);
}
