import { Field, InputType } from '@nestjs/graphql';
import { Matches, ValidateBy, type ValidationArguments } from 'class-validator';
import { BadUserInputError } from '../common/errors.js';
import { Trimmed } from '../common/trimmed.js';
import { parseServiceAccountKey, type VoximplantCredentials } from '../upstream/index.js';

const ACCOUNT_ID = /^[1-9]\d{0,18}$/;
const API_KEY = /^[\x21-\x7e]{1,500}$/;
const LONGEST_KEY_FILE = 20_000;
const KINDS = ['apiKey', 'serviceAccountKey'] as const;

/** The one of the two that is given is named where both are, and both where none is. */
const ExactlyOneKind = (): PropertyDecorator =>
  ValidateBy({
    name: 'exactlyOneKind',
    validator: {
      validate: (_: unknown, { object }: ValidationArguments) => givenKinds(object).length === 1,
      defaultMessage: () => `exactly one of ${KINDS.join(' and ')} has to be given`,
    },
  });

const IsApiKey = (): PropertyDecorator =>
  ValidateBy({
    name: 'isApiKey',
    validator: {
      validate: (value: unknown) => value == null || (typeof value === 'string' && API_KEY.test(value)),
      defaultMessage: () => '$property is empty, too long, or has characters that no key has',
    },
  });

/** Says which part of the file is wrong and never what is in it. */
const IsServiceAccountKey = (): PropertyDecorator =>
  ValidateBy({
    name: 'isServiceAccountKey',
    validator: {
      validate: (value: unknown) => value == null || problemsOf(value).length === 0,
      defaultMessage: (args?: ValidationArguments) => problemsOf(args?.value).join('; '),
    },
  });

@InputType({ description: 'How to get into a Voximplant account: exactly one of `apiKey` and `serviceAccountKey`.' })
export class VoximplantCredentialsInput {
  @Trimmed()
  @Matches(ACCOUNT_ID, { message: '$property has to be the number of the account' })
  @Field({
    description:
      'The number of the account at Voximplant. With the key of a parent account, that of the child to sync from.',
  })
  accountId!: string;

  @Trimmed()
  @ExactlyOneKind()
  @IsApiKey()
  @Field(() => String, { nullable: true })
  apiKey?: string | null;

  @ExactlyOneKind()
  @IsServiceAccountKey()
  @Field(() => String, {
    nullable: true,
    description: 'The whole JSON key file of a Voximplant service account, as text.',
  })
  serviceAccountKey?: string | null;
}

/** @throws BadUserInputError if the key file is malformed */
export function toCredentials(input: VoximplantCredentialsInput): VoximplantCredentials {
  const { accountId, apiKey, serviceAccountKey } = input;
  if (apiKey != null) return { kind: 'API_KEY', accountId, apiKey };
  // A parent account's key acts for the child whose id is asked for: whether it may is for Voximplant to say.
  return { ...parseServiceAccountKey(serviceAccountKey ?? ''), accountId };
}

function givenKinds(input: object): string[] {
  return KINDS.filter((kind) => (input as VoximplantCredentialsInput)[kind] != null);
}

function problemsOf(keyFile: unknown): string[] {
  if (typeof keyFile !== 'string' || keyFile.length > LONGEST_KEY_FILE) return ['The key file is too long'];
  try {
    parseServiceAccountKey(keyFile);
    return [];
  } catch (error) {
    if (error instanceof BadUserInputError) return [error.message];
    throw error;
  }
}
