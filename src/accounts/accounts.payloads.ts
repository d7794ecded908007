import { Field, ObjectType } from '@nestjs/graphql';
import { AccountObject } from './account.object.js';

@ObjectType('AccountPayload')
export class AccountPayloadObject {
  @Field(() => AccountObject) account!: AccountObject;
}
