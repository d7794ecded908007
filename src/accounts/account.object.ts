import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';
import { toGlobalId } from '../common/id.js';
import { MoneyObject, toMoneyObject } from '../common/money.object.js';
import { NodeObject } from '../common/node.object.js';
import { type Account, ConnectionState, CredentialKind } from './account.entity.js';
import { UpstreamErrorObject } from './upstream-error.object.js';

registerEnumType(CredentialKind, {
  name: 'CredentialKind',
  description: 'How the server gets into the account at Voximplant.',
  valuesMap: {
    API_KEY: { description: 'The static key of the account, which may do everything there.' },
    SERVICE_ACCOUNT: { description: 'The key of a service account, which may do what its roles allow.' },
  },
});
registerEnumType(ConnectionState, {
  name: 'ConnectionState',
  description: 'How the last look at Voximplant with the saved credentials ended.',
  valuesMap: {
    UNVERIFIED: { description: 'Nobody has looked yet.' },
    OK: { description: 'The credentials may do all that is needed.' },
    FAILED: { description: 'They were refused, or Voximplant could not be asked: see `error`.' },
  },
});

@ObjectType('Connection')
export class ConnectionObject {
  @Field(() => ConnectionState) state!: ConnectionState;
  @Field(() => Date, { nullable: true }) checkedAt!: Date | null;
  @Field(() => UpstreamErrorObject, { nullable: true }) error!: UpstreamErrorObject | null;
  @Field(() => MoneyObject, { nullable: true, description: 'As it was when Voximplant told it last.' })
  balance!: MoneyObject | null;
}

@ObjectType('Account', {
  implements: () => NodeObject,
  description: 'An account at Voximplant that calls are synced from, with credentials that nobody can read.',
})
export class AccountObject extends NodeObject {
  @Field() name!: string;
  @Field({ description: 'The number of the account at Voximplant.' }) voximplantAccountId!: string;
  @Field(() => String, { nullable: true, description: 'What Voximplant calls it.' })
  voximplantAccountName!: string | null;
  @Field(() => CredentialKind) credentialKind!: CredentialKind;
  @Field({
    description:
      "The last four characters of the API key, or of the id of the service account's key, and nothing more; secrets are never readable.",
  })
  credentialHint!: string;
  @Field(() => ConnectionObject) connection!: ConnectionObject;
  @Field() createdAt!: Date;
  @Field() updatedAt!: Date;

  /** For field resolvers; not part of the schema. */
  key!: string;
}

export function toAccountObject(account: Account): AccountObject {
  return {
    id: toGlobalId('Account', account.id),
    key: account.id,
    name: account.name,
    voximplantAccountId: account.voximplantAccountId,
    voximplantAccountName: account.voximplantAccountName ?? null,
    credentialKind: account.credentialKind,
    credentialHint: account.credentialHint,
    connection: toConnectionObject(account),
    createdAt: account.createdAt,
    updatedAt: account.updatedAt,
  };
}

function toConnectionObject(account: Account): ConnectionObject {
  const { connectionErrorMessage: message } = account;
  return {
    state: account.connectionState,
    checkedAt: account.connectionCheckedAt ?? null,
    error:
      message == null
        ? null
        : { code: account.connectionErrorCode ?? null, message, retryable: account.connectionErrorRetryable ?? false },
    balance: toMoneyObject(account.balanceNanos ?? null, account.currency ?? null),
  };
}
