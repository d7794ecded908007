import { applyDecorators } from '@nestjs/common';
import { Field, ID, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsBoolean, IsEnum, IsOptional, IsString, Length, Matches, ValidateNested } from 'class-validator';
import { Trimmed } from '../common/trimmed.js';
import { RetentionSettingsInput, SyncSettingsInput } from './application-settings.inputs.js';
import { ElevenLabsRegion } from './application.enums.js';
import { AsE164, IsPhoneNumber } from './phone-number.js';

const MAX_NAME_LENGTH = 200;

const IsName = () => applyDecorators(Trimmed(), Length(1, MAX_NAME_LENGTH));
const IsSecret = (what: string) =>
  applyDecorators(
    Trimmed(),
    Matches(/^[\x21-\x7e]{1,500}$/, { message: `$property is empty, too long, or has characters that no ${what} has` }),
  );
const IsAgentId = () =>
  applyDecorators(Trimmed(), Matches(/^[\w-]{1,128}$/, { message: '$property has to be the id of an agent' }));

@InputType()
export class CreateApplicationInput {
  @IsString()
  @Field(() => ID)
  accountId!: string;

  @IsName()
  @Field({ description: 'What the team calls the application.' })
  name!: string;

  @Trimmed()
  @Matches(/^[1-9]\d{0,18}$/, { message: '$property has to be the number of an application' })
  @Field({ description: 'The number of the application at Voximplant, as `testConnection` lists it.' })
  voximplantApplicationId!: string;

  @IsSecret('key')
  @Field({ description: 'A key that may read conversational AI (`convai_read`). Never readable again.' })
  elevenLabsApiKey!: string;

  @IsAgentId()
  @Field()
  elevenLabsAgentId!: string;

  @IsOptional()
  @IsEnum(ElevenLabsRegion)
  @Field(() => ElevenLabsRegion, { nullable: true, defaultValue: ElevenLabsRegion.GLOBAL })
  elevenLabsRegion?: ElevenLabsRegion | null;

  @IsOptional()
  @AsE164()
  @IsPhoneNumber()
  @Field(() => String, { nullable: true, description: 'The number that callers dial, with its country code.' })
  phoneNumber?: string | null;

  @IsOptional()
  @ValidateNested()
  @Type(() => SyncSettingsInput)
  @Field(() => SyncSettingsInput, { nullable: true })
  sync?: SyncSettingsInput | null;

  @IsOptional()
  @ValidateNested()
  @Type(() => RetentionSettingsInput)
  @Field(() => RetentionSettingsInput, { nullable: true })
  retention?: RetentionSettingsInput | null;

  @IsOptional()
  @IsBoolean()
  @Field(() => Boolean, {
    nullable: true,
    description: 'Skip asking ElevenLabs whether the key may read the agent. False by default.',
  })
  skipVerification?: boolean | null;
}

@InputType({
  description:
    'What is absent stays as it is. So does what is null, but for `phoneNumber`, `elevenLabsWebhookSecret` and the days of retention, which null clears.',
})
export class UpdateApplicationInput {
  @IsString()
  @Field(() => ID)
  id!: string;

  @IsOptional()
  @IsName()
  @Field(() => String, { nullable: true })
  name?: string | null;

  @IsOptional()
  @IsSecret('key')
  @Field(() => String, { nullable: true })
  elevenLabsApiKey?: string | null;

  @IsOptional()
  @IsAgentId()
  @Field(() => String, { nullable: true })
  elevenLabsAgentId?: string | null;

  @IsOptional()
  @IsEnum(ElevenLabsRegion)
  @Field(() => ElevenLabsRegion, { nullable: true })
  elevenLabsRegion?: ElevenLabsRegion | null;

  @IsOptional()
  @AsE164()
  @IsPhoneNumber()
  @Field(() => String, { nullable: true })
  phoneNumber?: string | null;

  @IsOptional()
  @IsSecret('secret')
  @Field(() => String, {
    nullable: true,
    description: 'The secret that ElevenLabs signs its webhooks with. Never readable.',
  })
  elevenLabsWebhookSecret?: string | null;

  @IsOptional()
  @ValidateNested()
  @Type(() => SyncSettingsInput)
  @Field(() => SyncSettingsInput, { nullable: true })
  sync?: SyncSettingsInput | null;

  @IsOptional()
  @ValidateNested()
  @Type(() => RetentionSettingsInput)
  @Field(() => RetentionSettingsInput, { nullable: true })
  retention?: RetentionSettingsInput | null;
}
