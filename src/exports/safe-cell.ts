/**
 * What spreadsheets take for the beginning of a formula, or skip in front of one: `=`, `+`, `-`, `@`, tab and line breaks, and
 * the wide forms that some of them take for the same (OWASP, "CSV Injection").
 */
const FORMULA = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;
/** A number and nothing else: as a formula it would be itself. */
const PHONE_NUMBER = /^\+\d+$/;

/**
 * The text as a cell that no spreadsheet runs: an apostrophe in front, by which they know text. Phone numbers stay as they
 * are, so that they can be looked up and dialled.
 */
export function safeCell(text: string): string {
  return FORMULA.test(text) && !PHONE_NUMBER.test(text) ? `'${text}` : text;
}
