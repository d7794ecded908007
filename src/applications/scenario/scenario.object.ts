import { Field, InputType, ID, ObjectType } from '@nestjs/graphql';
import { IsBoolean, IsOptional, IsString, Length } from 'class-validator';

const MOST_PATTERN_LENGTH = 1000;

@ObjectType('Scenario', { description: 'The code that connects the calls of an application to its agent.' })
export class ScenarioObject {
  @Field({
    description:
      "VoxEngine code, ready to be pasted into Voximplant's editor. It holds no credentials: it reads them from the secrets of the Voximplant application.",
  })
  code!: string;

  @Field(() => [String], { description: 'The secrets that the code reads, by name; `deployScenario` sets them.' })
  secretNames!: string[];

  @Field({ description: 'Of the code, in hex.' }) sha256!: string;
  @Field() fileName!: string;
  @Field({ description: 'Where the code posts to.' }) voximplantWebhookUrl!: string;
  @Field({ description: 'What to enter at ElevenLabs for its webhooks.' }) elevenLabsWebhookUrl!: string;

  /** For field resolvers; not part of the schema. */
  applicationKey!: string;
}

@ObjectType('Deployment')
export class DeploymentObject {
  @Field() deployedAt!: Date;
  @Field({ description: 'Of the deployed code.' }) sha256!: string;

  @Field({
    description:
      'Whether the code that is generated now differs from the deployed one, or a secret from what Voximplant was given: deploy again.',
  })
  outdated!: boolean;

  @Field({ description: "The scenario's number at Voximplant." }) scenarioId!: string;

  @Field(() => String, {
    nullable: true,
    description: "The rule's number at Voximplant; null where the deployment did not get so far.",
  })
  ruleId!: string | null;
}

@InputType()
export class DeployScenarioInput {
  @IsString()
  @Field(() => ID)
  applicationId!: string;

  @IsOptional()
  @IsString()
  @Length(1, MOST_PATTERN_LENGTH)
  @Field(() => String, {
    nullable: true,
    description:
      "Which dialled numbers start the scenario, as a regular expression. By default the application's phone number, or all.",
  })
  rulePattern?: string | null;

  @IsOptional()
  @IsBoolean()
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Overwrite code that was changed at Voximplant since, and take a phone number from another application. False by default.',
  })
  force?: boolean | null;
}
