import { type RawBuilder, sql } from 'kysely';
import { filterKey } from '../common/id.js';
import type { Db } from '../database/index.js';
import type { CallFilterInput } from './call-filter.input.js';

type Sql = RawBuilder<unknown>;

/** Whose calls are looked at: those of a workspace, of some of its applications, or of one. */
export class CallScope {
  private constructor(
    private readonly db: Db,
    private readonly workspaceId: string,
    /** Null for all there are. */
    private readonly applicationIds: readonly string[] | null,
  ) {}

  /** @throws BadUserInputError for malformed ids; those of strangers are ids of nothing */
  static async of(db: Db, workspaceId: string, { applicationId, accountId }: CallFilterInput): Promise<CallScope> {
    const application = applicationId == null ? null : filterKey('Application', applicationId, 'applicationId');
    if (accountId == null) return new CallScope(db, workspaceId, application === null ? null : [application]);
    const account = filterKey('Account', accountId, 'accountId');
    const ids = await findApplications(db, sql`account_id = ${account}`);
    return new CallScope(db, workspaceId, application === null ? ids : ids.filter((id) => id === application));
  }

  /** The column that the indexes of such calls begin with. */
  get owner(): 'workspace_id' | 'application_id' {
    return this.applicationIds?.length === 1 ? 'application_id' : 'workspace_id';
  }

  /**
   * That a call is one of them, by columns that are all in the indexes of {@link owner}, as far as there are any.
   * An application is asked whether it is the workspace's, so that its calls need not be.
   */
  on(table: string): Sql[] {
    const [first, ...others] = this.applicationIds ?? [];
    if (first !== undefined && others.length === 0) {
      const own = sql`(select id from applications where id = ${first} and workspace_id = ${this.workspaceId})`;
      return [sql`${sql.ref(`${table}.application_id`)} = ${own}`];
    }
    const isOwn = this.inWorkspace(table);
    return this.applicationIds === null ? [isOwn] : [isOwn, isOfApplications(table, this.applicationIds)];
  }

  /** What an index that begins with the workspace needs, whatever the scope is. */
  inWorkspace(table: string): Sql {
    return sql`${sql.ref(`${table}.workspace_id`)} = ${this.workspaceId}`;
  }

  /** What an index that begins with the application needs: their ids, as a subquery would be one more thing to guess at. */
  async byApplication(table: string): Promise<Sql[]> {
    if (this.owner === 'application_id') return this.on(table);
    const ids = this.applicationIds ?? (await findApplications(this.db, sql`workspace_id = ${this.workspaceId}`));
    return [isOfApplications(table, ids)];
  }
}

async function findApplications(db: Db, where: Sql): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from applications where ${where}`.execute(db.kysely());
  return rows.map(({ id }) => id);
}

function isOfApplications(table: string, ids: readonly string[]): Sql {
  return ids.length === 0 ? sql`1 = 0` : sql`${sql.ref(`${table}.application_id`)} in (${sql.join(ids)})`;
}
