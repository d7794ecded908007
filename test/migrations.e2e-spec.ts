import { Logger } from '@nestjs/common';
import { openDatabase } from '../src/database/open-database.js';
import { createTestDatabase, type TestDatabase } from './servers/test-database.js';

describe('the migrations', () => {
  let database: TestDatabase;

  beforeEach(async () => {
    Logger.overrideLogger(false); // there is no application that would say where its log goes
    database = await createTestDatabase();
  });

  afterEach(() => database.drop());

  it('lead to just the schema that the entities describe', async () => {
    const { orm } = await openDatabase({ DATABASE_URL: database.url });

    const difference = await orm.schema.getUpdateSchemaSQL({ wrap: false });

    await orm.close();
    expect(difference.replace(/^set names utf8mb4;/, '').trim()).toBe('');
  });

  it('are applied once where several processes start at the same time', async () => {
    const opened = await Promise.all(
      Array.from({ length: database.kind === 'sqlite' ? 1 : 3 }, () => openDatabase({ DATABASE_URL: database.url })),
    );

    const executed = await Promise.all(opened.map(({ orm }) => orm.migrator.getExecuted()));

    await Promise.all(opened.map(({ orm }) => orm.close()));
    for (const list of executed) expect(new Set(list.map(({ name }) => name)).size).toBe(list.length);
  });

  it('find nothing to do the second time', async () => {
    await (await openDatabase({ DATABASE_URL: database.url })).orm.close();

    const { orm } = await openDatabase({ DATABASE_URL: database.url });

    expect(await orm.migrator.getPending()).toEqual([]);
    await orm.close();
  });

  it('refuse a database that a newer version has migrated', async () => {
    const { orm } = await openDatabase({ DATABASE_URL: database.url });
    await orm.em
      .getConnection()
      .execute("update migrations set name = 'Migration20991231000000' where name = 'Migration20261125040000'");
    await orm.close();

    const opening = openDatabase({ DATABASE_URL: database.url });

    await expect(opening).rejects.toThrow(/newer version of Voxsync.*Migration20991231000000/);
  });
});
