import { defineEntity, p } from '@mikro-orm/core';
import { Workspace } from '../auth/index.js';
import { asciiColumn, codeColumn, createdAtColumn, idColumn, updatedAtColumn } from '../common/columns.js';

export enum CredentialKind {
  API_KEY = 'api_key',
  SERVICE_ACCOUNT = 'service_account',
}

export enum ConnectionState {
  UNVERIFIED = 'unverified',
  OK = 'ok',
  FAILED = 'failed',
}

const AccountSchema = defineEntity({
  name: 'Account',
  tableName: 'accounts',
  uniques: [{ properties: ['workspace', 'voximplantAccountId'] }],
  properties: {
    id: idColumn(),
    workspace: () => p.manyToOne(Workspace).ref().index(false).deleteRule('cascade'),
    name: p.string().length(200),
    voximplantAccountId: asciiColumn(32),
    voximplantAccountName: p.string().length(200).nullable(),
    credentialKind: codeColumn<CredentialKind>(),
    credentialHint: p.string().length(4),
    credentials: p.text(), // encrypted, see stored-credentials
    currency: p.string().length(16).nullable(), // of every cost of the account, as Voximplant calls it
    connectionState: codeColumn<ConnectionState>().default(ConnectionState.UNVERIFIED),
    connectionCheckedAt: p.datetime(3).nullable(),
    connectionErrorCode: p.string().length(64).nullable(),
    connectionErrorMessage: p.string().length(1000).nullable(),
    connectionErrorRetryable: p.boolean().nullable(),
    balanceNanos: p.bigint('bigint').nullable(),
    createdAt: createdAtColumn(),
    updatedAt: updatedAtColumn(),
  },
});

/** A Voximplant account that the workspace syncs from, with the credentials to do so. */
export class Account extends AccountSchema.class {}
AccountSchema.setClass(Account);
