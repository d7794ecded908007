import type { SqlServerKind } from '../test/servers/kinds.js';

/** @throws Error that names the option */
export function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) throw new Error(`--${name} has to be a whole number from ${least} on`);
  return value;
}

/** @throws Error that names the option */
export function sqlServerKind(text: string): SqlServerKind {
  if (text !== 'mysql' && text !== 'mariadb') throw new Error('--database has to be mysql or mariadb');
  return text;
}
