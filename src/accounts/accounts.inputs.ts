import { Field, ID, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsOptional, IsString, Length, ValidateNested } from 'class-validator';
import { Trimmed } from '../common/trimmed.js';
import { VoximplantCredentialsInput } from './voximplant-credentials.input.js';

const MAX_NAME_LENGTH = 200;

@InputType()
export class AddAccountInput {
  @Trimmed()
  @Length(1, MAX_NAME_LENGTH)
  @Field({ description: 'What the team calls the account.' })
  name!: string;

  @ValidateNested()
  @Type(() => VoximplantCredentialsInput)
  @Field(() => VoximplantCredentialsInput)
  credentials!: VoximplantCredentialsInput;
}

@InputType({ description: 'What is absent or null stays as it is.' })
export class UpdateAccountInput {
  @IsString()
  @Field(() => ID)
  id!: string;

  @Trimmed()
  @IsOptional()
  @Length(1, MAX_NAME_LENGTH)
  @Field(() => String, { nullable: true })
  name?: string | null;

  @IsOptional()
  @ValidateNested()
  @Type(() => VoximplantCredentialsInput)
  @Field(() => VoximplantCredentialsInput, {
    nullable: true,
    description: 'Other credentials for the same Voximplant account.',
  })
  credentials?: VoximplantCredentialsInput | null;
}
