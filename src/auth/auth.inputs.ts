import { Field, InputType } from '@nestjs/graphql';
import { Transform } from 'class-transformer';
import { IsDate, IsEmail, IsEnum, IsOptional, IsString, Length, MaxLength, MinLength } from 'class-validator';
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from './passwords.js';
import { Role } from './role.js';

const MAX_NAME_LENGTH = 200;
const MAX_EMAIL_LENGTH = 254;

const trimmed = Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value));
/** One spelling for each address, so that it signs in however it was typed. */
const normalised = Transform(({ value }: { value: unknown }) =>
  typeof value === 'string' ? value.trim().toLowerCase() : value,
);

@InputType()
export class SignUpInput {
  @normalised
  @IsEmail({}, { message: '$property has to be an e-mail address' })
  @MaxLength(MAX_EMAIL_LENGTH)
  @Field()
  email!: string;

  @MinLength(MIN_PASSWORD_LENGTH)
  @MaxLength(MAX_PASSWORD_LENGTH)
  @Field({ description: 'At least 12 characters, 128 at most.' })
  password!: string;

  @trimmed
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

  @MinLength(MIN_PASSWORD_LENGTH)
  @MaxLength(MAX_PASSWORD_LENGTH)
  @Field({ description: 'At least 12 characters, 128 at most.' })
  password!: string;

  @IsEnum(Role)
  @Field(() => Role)
  role!: Role;
}

@InputType()
export class CreateApiKeyInput {
  @trimmed
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
