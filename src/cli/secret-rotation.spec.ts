import type { EntityManager } from '@mikro-orm/sql';
import { KeyRing, SecretBox, type SecretColumn } from '../secrets/index.js';
import { SecretRotation } from './secret-rotation.js';

const COLUMN: SecretColumn = { table: 'things', column: 'secret' };
const key = (fill: number) => Buffer.alloc(32, fill).toString('base64');
const [OLD, NEW, LOST] = [key(1), key(2), key(3)];

const boxOf = (...keys: string[]) => new SecretBox(KeyRing.parse(keys.join(',')));
const seal = (box: SecretBox, rowId: string, secret = `secret of ${rowId}`) => box.seal(secret, { ...COLUMN, rowId });

/** A table in memory that understands the three statements; `beforeWrite` is somebody else at work. */
class Table {
  readonly rows = new Map<string, string | null>();
  writes = 0;
  beforeWrite: (id: string) => void = () => undefined;

  get em(): EntityManager {
    return { getConnection: () => ({ execute: this.execute.bind(this) }) } as unknown as EntityManager;
  }

  private execute(sql: string, params: (string | number)[]): Promise<unknown> {
    if (sql.startsWith('update')) return Promise.resolve(this.replace(params as [string, string, string]));
    const [id, limit] = params as [string, number | undefined];
    const rows = [...this.rows].map(([rowId, sealed]) => ({ id: rowId, sealed }));
    if (limit === undefined) return Promise.resolve(rows.filter((row) => row.id === id));
    return Promise.resolve(rows.filter((row) => row.id > id && row.sealed !== null).slice(0, limit));
  }

  private replace([renewed, id, old]: [string, string, string]): { affectedRows: number } {
    this.beforeWrite(id);
    if (this.rows.get(id) !== old) return { affectedRows: 0 };
    this.rows.set(id, renewed);
    this.writes += 1;
    return { affectedRows: 1 };
  }
}

describe('SecretRotation', () => {
  const box = boxOf(NEW, OLD);
  let table: Table;
  const rotate = () => new SecretRotation(table.em, box, 2).rotate(COLUMN);

  beforeEach(() => {
    table = new Table();
  });

  it('moves what an old key holds, batch by batch, and leaves the rest', async () => {
    for (const id of ['1', '2', '3', '4', '5']) table.rows.set(id, seal(boxOf(OLD), id));
    table.rows.set('6', seal(boxOf(NEW), '6'));
    table.rows.set('7', null);

    const result = await rotate();

    expect(result).toEqual({ ...COLUMN, reencrypted: 5, current: 1, unreadable: [] });
    for (const [rowId, sealed] of table.rows) {
      if (sealed !== null) expect(boxOf(NEW).open(sealed, { ...COLUMN, rowId })).toBe(`secret of ${rowId}`);
    }
  });

  it('does nothing the second time', async () => {
    table.rows.set('1', seal(boxOf(OLD), '1'));
    await rotate();

    const again = await rotate();

    expect(again).toMatchObject({ reencrypted: 0, current: 1 });
    expect(table.writes).toBe(1);
  });

  it('leaves what no key opens, and goes on', async () => {
    table.rows.set('1', seal(boxOf(LOST), '1'));
    table.rows.set('2', seal(boxOf(OLD), 'somewhere else'));
    table.rows.set('3', seal(boxOf(OLD), '3'));
    const before = table.rows.get('1');

    const result = await rotate();

    expect(result).toMatchObject({ reencrypted: 1, unreadable: ['1', '2'] });
    expect(table.rows.get('1')).toBe(before);
  });

  it('never overwrites a secret that somebody stores meanwhile, whichever key they have', async () => {
    table.rows.set('1', seal(boxOf(OLD), '1'));
    table.rows.set('2', seal(boxOf(OLD), '2'));
    table.rows.set('3', seal(boxOf(OLD), '3'));
    table.beforeWrite = (id) => {
      table.beforeWrite = () => undefined;
      table.rows.set(id, seal(boxOf(OLD), id, 'stored meanwhile'));
      table.rows.set('2', seal(boxOf(NEW), '2', 'stored meanwhile'));
      table.rows.delete('3');
    };

    const result = await rotate();

    expect(result.unreadable).toEqual([]);
    const opened = [...table.rows].map(([rowId, sealed]) => boxOf(NEW).open(String(sealed), { ...COLUMN, rowId }));
    expect(opened).toEqual(['stored meanwhile', 'stored meanwhile']);
  });
});
