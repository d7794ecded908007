import { Field, ObjectType } from '@nestjs/graphql';
import { ApplicationObject } from './application.object.js';

@ObjectType('ApplicationPayload')
export class ApplicationPayloadObject {
  @Field(() => ApplicationObject) application!: ApplicationObject;
}

@ObjectType('WebhookSecretPayload')
export class WebhookSecretPayloadObject {
  @Field(() => ApplicationObject) application!: ApplicationObject;
  @Field({ description: 'What the scenario signs its webhooks with. In this answer only.' }) webhookSecret!: string;
}
