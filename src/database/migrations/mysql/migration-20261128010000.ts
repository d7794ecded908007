import { RepeatableMigration } from './repeatable-migration.js';

/** What users are called, and which of their tokens are good. */
export class Migration20261128010000 extends RepeatableMigration {
  override async up(): Promise<void> {
    await this.alterUnlessColumn(
      'users',
      'token_version',
      `
          add column name varchar(200) null after email,
          add column token_version int not null default 0 after role
      `,
    );
  }
}
