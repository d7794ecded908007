import { stringify } from 'csv-stringify/sync';
import { safeCell } from './safe-cell.js';

/** Any ends a row for some reader, while the library quotes only the one that it writes itself. */
const LINE_BREAK = /[\r\n]/;

/**
 * The next part of a CSV file as RFC 4180 wants it, in cells that no spreadsheet runs. In front of the first part comes a
 * byte order mark, without which Excel takes UTF-8 for something else.
 * @param header of the first part
 */
export function csvPart(rows: readonly (readonly string[])[], header?: readonly string[]): string {
  const isFirst = header !== undefined;
  const records = isFirst ? [header, ...rows] : rows;
  return stringify(
    records.map((cells) => cells.map(safeCell)),
    { bom: isFirst, record_delimiter: 'windows', quoted_match: LINE_BREAK },
  );
}
