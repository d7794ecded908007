/** The statements of a script, each without its semicolon; what only sets the session up is left out. */
function statementsOf(sql: string): string[] {
  return sql
    .split(/;\s*(?:\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '' && !/^(set names|pragma) /i.test(statement));
}

/** A migration class with these statements; undefined if there are none. */
export function renderMigration(id: string, sql: string): string | undefined {
  const statements = statementsOf(sql);
  if (statements.length === 0) return undefined;
  const lines = statements.map((statement) => `    this.addSql(${JSON.stringify(statement)});`);
  return `import { Migration } from '@mikro-orm/migrations';

export class Migration${id} extends Migration {
  override up(): void {
${lines.join('\n')}
  }
}
`;
}

/** The list of migrations with one more at its end. */
export function withMigration(index: string, id: string): string {
  const name = `Migration${id}`;
  const imported = index.replace(/\n\n\/\*\*/, `\nimport { ${name} } from './migration-${id}.js';\n\n/**`);
  return imported.replace(/\];\s*$/, `, ${name}];\n`);
}
