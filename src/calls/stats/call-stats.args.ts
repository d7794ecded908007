import { ArgsType, Field, registerEnumType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsEnum, IsOptional, IsString, ValidateNested } from 'class-validator';
import { CallFilterInput } from '../call-filter.input.js';
import { StatsBucket } from './time-buckets.js';

registerEnumType(StatsBucket, { name: 'StatsBucket', description: 'Weeks begin on Monday.' });

@ArgsType()
export class CallStatsArgs {
  @Field(() => CallFilterInput, { nullable: true })
  @IsOptional()
  @ValidateNested()
  @Type(() => CallFilterInput)
  filter?: CallFilterInput | null;

  @Field(() => StatsBucket, { nullable: true, description: 'How long each point of the series is.' })
  @IsOptional()
  @IsEnum(StatsBucket)
  bucket?: StatsBucket | null;

  @Field(() => String, {
    nullable: true,
    description: 'Whose hours, days, weeks and months, e.g. `Europe/Berlin`; UTC where it is not given.',
  })
  @IsOptional()
  @IsString()
  timeZone?: string | null;
}
