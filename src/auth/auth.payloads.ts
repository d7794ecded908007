import { Field, ObjectType } from '@nestjs/graphql';
import { ApiKeyObject } from './api-key.object.js';
import { UserObject } from './user.object.js';
import { toViewerObject, ViewerObject } from './viewer.object.js';
import type { WhoIs } from './viewers.service.js';
import type { IssuedToken } from './access-tokens.js';

@ObjectType()
export class AuthPayload {
  @Field({ description: 'To be sent as `Authorization: Bearer …`.' }) accessToken!: string;
  @Field() expiresAt!: Date;
  @Field(() => ViewerObject) viewer!: ViewerObject;
}

@ObjectType()
export class CreateUserPayload {
  @Field(() => UserObject) user!: UserObject;
}

@ObjectType()
export class UserPayload {
  @Field(() => UserObject) user!: UserObject;
}

@ObjectType()
export class CreateApiKeyPayload {
  @Field(() => ApiKeyObject) apiKey!: ApiKeyObject;
  @Field({ description: 'The whole token, in this answer only.' }) token!: string;
}

@ObjectType()
export class RevokeApiKeyPayload {
  @Field(() => ApiKeyObject) apiKey!: ApiKeyObject;
}

export function toAuthPayload({ accessToken, expiresAt }: IssuedToken, who: WhoIs): AuthPayload {
  return { accessToken, expiresAt, viewer: toViewerObject(who) };
}
