/** The databases that the end-to-end tests run on, each in a Jest project of its own. */
export const DATABASE_KINDS = ['sqlite', 'mysql', 'mariadb'] as const;
export type DatabaseKind = (typeof DATABASE_KINDS)[number];

/** What has to run beside the tests; SQLite is a file and needs no server. */
export const SERVER_KINDS = ['mysql', 'mariadb', 'redis'] as const;
export type ServerKind = (typeof SERVER_KINDS)[number];

/** The databases that are servers. */
export type SqlServerKind = DatabaseKind & ServerKind;

/** The variable in which the set-up tells the test files, which run in other processes, where a server answers. */
export function urlVariable(kind: ServerKind): string {
  return `VOXSYNC_TEST_${kind.toUpperCase()}_URL`;
}
