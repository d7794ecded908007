import { applyDecorators } from '@nestjs/common';
import { Field, ID, InputType } from '@nestjs/graphql';
import { Transform } from 'class-transformer';
import { IsDate, IsEmail, IsEnum, IsOptional, IsString, Length, MaxLength, MinLength } from 'class-validator';
import { Trimmed } from '../common/trimmed.js';
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from './passwords.js';
import { Role } from './role.js';

const MAX_NAME_LENGTH = 200;
const MAX_EMAIL_LENGTH = 254;

/** One spelling for each address, so that it signs in however it was typed. */
const normalised = Transform(({ value }: { value: unknown }) =>
  typeof value === 'string' ? value.trim().toLowerCase() : value,
);

const isNewPassword = applyDecorators(
  MinLength(MIN_PASSWORD_LENGTH),
  MaxLength(MAX_PASSWORD_LENGTH),
  Field({ description: 'At least 12 characters, 128 at most.' }),
);

@InputType()
export class SignUpInput {
  @normalised
  @IsEmail({}, { message: '$property has to be an e-mail address' })
  @MaxLength(MAX_EMAIL_LENGTH)
  @Field()
  email!: string;

  @isNewPassword
  password!: string;

  @Trimmed()
  @Length(1, MAX_NAME_LENGTH)
  @Field()
  workspaceName!: string;
}

@InputType()
export class SignInInput {
  @normalised
  @IsString()
  @Field()
  email!: string;

  @IsString()
  @Field()
  password!: string;
}

@InputType()
export class CreateUserInput {
  @normalised
  @IsEmail({}, { message: '$property has to be an e-mail address' })
  @MaxLength(MAX_EMAIL_LENGTH)
  @Field()
  email!: string;

  @isNewPassword
  password!: string;

  @IsEnum(Role)
  @Field(() => Role)
  role!: Role;

  @Trimmed()
  @IsOptional()
  @Length(1, MAX_NAME_LENGTH)
  @Field(() => String, { nullable: true, description: 'What people call them.' })
  name?: string | null;
}

@InputType({
  description: 'What is absent stays as it is. So does a `role` that is null; a `name` that is null goes.',
})
export class UpdateUserInput {
  @IsString()
  @Field(() => ID)
  id!: string;

  @Trimmed()
  @IsOptional()
  @Length(1, MAX_NAME_LENGTH)
  @Field(() => String, { nullable: true })
  name?: string | null;

  @IsOptional()
  @IsEnum(Role)
  @Field(() => Role, { nullable: true })
  role?: Role | null;
}

@InputType()
export class ChangePasswordInput {
  @IsString()
  @Field({ description: 'The one that is good now.' })
  currentPassword!: string;

  @isNewPassword
  newPassword!: string;
}

@InputType()
export class SetUserPasswordInput {
  @IsString()
  @Field(() => ID, { description: 'Another user of the workspace.' })
  id!: string;

  @isNewPassword
  password!: string;
}

@InputType()
export class CreateApiKeyInput {
  @Trimmed()
  @Length(1, MAX_NAME_LENGTH)
  @Field()
  name!: string;

  @IsEnum(Role)
  @Field(() => Role)
  role!: Role;

  @IsOptional()
  @IsDate()
  @Field(() => Date, { nullable: true, description: 'When the key ends by itself; never where it is absent.' })
  expiresAt?: Date | null;
}
