import { MikroORM } from '@mikro-orm/sql';
import { Logger } from '@nestjs/common';
import { openDatabase } from '../src/database/open-database.js';
import { numberParts } from '../src/common/number-key.js';
import { wordKey } from '../src/common/searchable-text.js';
import { ormOptions } from '../src/database/orm-options.js';
import { createMigratedDatabase } from './migrated-database.js';
import { createTestDatabase, type TestDatabase } from './servers/test-database.js';

/** A call with a transcript, from before there was a search. */
const CALL_OF_OLD = [
  `insert into workspaces (id, name, created_at) values ('W', 'Acme', '2026-01-01')`,
  `insert into accounts (id, workspace_id, name, voximplant_account_id, credential_kind, credential_hint, credentials,
    created_at, updated_at) values ('A', 'W', 'Acme', '1', 'api_key', '', '', '2026-01-01', '2026-01-01')`,
  `insert into applications (id, account_id, workspace_id, name, voximplant_application_id, eleven_labs_agent_id,
    eleven_labs_region, eleven_labs_api_key, eleven_labs_api_key_hint, webhook_secret, created_at, updated_at)
    values ('P', 'A', 'W', 'Support', '1', 'agent', 'global', '', '', '', '2026-01-01', '2026-01-01')`,
  `insert into calls (id, workspace_id, application_id, session_id, direction, from_number, to_number, start_time, status,
    transcript_state, recording_state, settled, row_hash, created_at, updated_at)
    values ('C', 'W', 'P', 1, 'inbound', '+74951234567', 'sip:desk', '2026-01-01', 'answered', 'available', 'none', 1, '', '2026-01-01', '2026-01-01')`,
  `insert into transcripts (call_id, workspace_id, conversation_id, outcome, evaluations, data, raw, fetched_at)
    values ('C', 'W', 'conv_1', 'success', '[]', '{}', '', '2026-01-01')`,
  `insert into transcript_messages (call_id, position, role, text, offset_seconds, interrupted) values
    ('C', 1, 'user', 'Ça va?', 1, 0), ('C', 0, 'agent', 'Hello you!', 0, 0), ('C', 2, 'agent', null, 2, 0)`,
];

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

  it('make what is there findable: numbers, what was said, and how it was judged', async () => {
    const partsOf = (key: string) => numberParts(key).map((part) => ({ workspace_id: 'W', part, number_key: key }));
    const orm = await MikroORM.init(await ormOptions(database.kind, database.url));
    const execute = (sql: string) => orm.em.getConnection().execute<Record<string, unknown>[]>(sql);
    await orm.migrator.up({ to: 'Migration20261125020100' });
    for (const statement of CALL_OF_OLD) await execute(statement);

    await orm.migrator.up();

    const [call] = await execute('select from_key, to_key, outcome from calls');
    const [text] = await execute('select call_id, words from call_texts');
    const parts = await execute('select workspace_id, part, number_key from number_parts order by part');
    const words = await execute('select word from call_words');
    await orm.close();
    expect(call).toEqual({
      from_key: '74951234567',
      to_key: 'sipdesk',
      outcome: 'success',
    });
    expect(parts).toEqual(
      [...partsOf('74951234567'), ...partsOf('sipdesk')].sort((a, b) => (a.part < b.part ? -1 : 1)),
    );
    expect(text).toEqual({ call_id: 'C', words: ' hello you . ca va ' });
    expect(words.map(({ word }) => Number(word)).sort()).toEqual(
      ['hello', 'you', 'ca', 'va'].map((word) => wordKey('W', word)).sort(),
    );
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

describe('a migrated database that tests begin with', () => {
  it('is just what the migrations make', async () => {
    Logger.overrideLogger(false);
    const database = await createMigratedDatabase();
    const orm = await MikroORM.init(await ormOptions(database.kind, database.url));

    const difference = await orm.schema.getUpdateSchemaSQL({ wrap: false });
    const pending = await orm.migrator.getPending();

    await orm.close();
    await database.drop();
    expect(difference.replace(/^set names utf8mb4;/, '').trim()).toBe('');
    expect(pending).toEqual([]);
  });
});
