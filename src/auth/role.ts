/** What a user or an API key may do: VIEWER reads; OPERATOR also runs syncs and keeps accounts; ADMIN does everything. */
export enum Role {
  ADMIN = 'admin',
  OPERATOR = 'operator',
  VIEWER = 'viewer',
}
