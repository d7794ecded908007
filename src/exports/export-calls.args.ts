import { ArgsType, Field } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsOptional, ValidateNested } from 'class-validator';
import { CallFilterInput } from '../calls/index.js';

@ArgsType()
export class ExportCallsArgs {
  @Field(() => CallFilterInput, { nullable: true })
  @IsOptional()
  @ValidateNested()
  @Type(() => CallFilterInput)
  filter?: CallFilterInput | null;
}
