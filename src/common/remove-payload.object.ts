import { Field, ID, ObjectType } from '@nestjs/graphql';

@ObjectType('RemovePayload')
export class RemovePayloadObject {
  @Field(() => ID, { description: 'The id of what is gone.' }) id!: string;
}
