import { type RawBuilder, sql } from 'kysely';
import { filterKey } from '../common/id.js';
import type { Db } from '../database/index.js';
import type { CallFilterInput } from './call-filter.input.js';

type Sql = RawBuilder<unknown>;

/** Whose calls are looked at: those of a workspace, of some of its applications, or of one. */
export class CallScope {
  private constructor(
    private readonly workspaceId: string,
    private readonly applicationIds: readonly string[] | null,
  ) {}

  /** @throws BadUserInputError for malformed ids; those of strangers are ids of nothing */
  static async of(db: Db, workspaceId: string, { applicationId, accountId }: CallFilterInput): Promise<CallScope> {
    const application = applicationId == null ? null : filterKey('Application', applicationId, 'applicationId');
    if (accountId == null) return new CallScope(workspaceId, application === null ? null : [application]);
    const account = filterKey('Account', accountId, 'accountId');
    const ofAccount = sql<{ id: string }>`select id from applications where account_id = ${account}`;
    const ids = (await ofAccount.execute(db.kysely())).rows.map(({ id }) => id);
    return new CallScope(workspaceId, application === null ? ids : ids.filter((id) => id === application));
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
    return this.applicationIds === null ? [isOwn] : [isOwn, this.isOfApplications(table)];
  }

  /** What an index that begins with the workspace needs, whatever the scope is. */
  inWorkspace(table: string): Sql {
    return sql`${sql.ref(`${table}.workspace_id`)} = ${this.workspaceId}`;
  }

  /** The same for an index that begins with the application. */
  byApplication(table: string): Sql[] {
    if (this.applicationIds === null) {
      const own = sql`(select id from applications where workspace_id = ${this.workspaceId})`;
      return [sql`${sql.ref(`${table}.application_id`)} in ${own}`];
    }
    return this.applicationIds.length === 1 ? this.on(table) : [this.isOfApplications(table)];
  }

  private isOfApplications(table: string): Sql {
    const ids = this.applicationIds ?? [];
    return ids.length === 0 ? sql`1 = 0` : sql`${sql.ref(`${table}.application_id`)} in (${sql.join(ids)})`;
  }
}
