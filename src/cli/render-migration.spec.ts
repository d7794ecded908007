import { renderMigration, withMigration } from './render-migration.js';

describe('renderMigration', () => {
  it('makes a class of the statements that change something', () => {
    const migration = renderMigration('20260101000000', 'set names utf8mb4;\n\nalter table `a` add `b` int null;\n');

    expect(migration).toContain('export class Migration20260101000000 extends Migration');
    expect(migration).toContain('this.addSql("alter table `a` add `b` int null");');
    expect(migration).not.toContain('set names');
  });

  it('makes nothing where nothing is missing', () => {
    expect(renderMigration('1', 'set names utf8mb4;\n')).toBeUndefined();
  });
});

describe('withMigration', () => {
  it('puts the new one last, in the imports and in the list', () => {
    const index = "import { A } from './a.js';\n\n/** In order. */\nexport const list = [A];\n";

    const changed = withMigration(index, '7');

    expect(changed).toBe(
      "import { A } from './a.js';\nimport { Migration7 } from './migration-7.js';\n\n/** In order. */\nexport const list = [A, Migration7];\n",
    );
  });
});
