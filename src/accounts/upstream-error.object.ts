import { Field, ObjectType } from '@nestjs/graphql';
import type { UpstreamError } from '../upstream/index.js';

@ObjectType('UpstreamError', { description: 'Why an upstream did not do what it was asked to.' })
export class UpstreamErrorObject {
  @Field(() => String, {
    nullable: true,
    description: 'The upstream\'s own code, e.g. "100"; null where it gave none.',
  })
  code!: string | null;
  @Field({ description: 'A sentence that says what to do.' }) message!: string;
  @Field({ description: 'Whether the same may work later without anybody changing anything.' }) retryable!: boolean;
}

export function toUpstreamErrorObject({ upstreamCode, message, retryable }: UpstreamError): UpstreamErrorObject {
  return { code: upstreamCode ?? null, message, retryable };
}
