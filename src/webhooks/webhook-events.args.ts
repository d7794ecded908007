import { ArgsType, Field, ID } from '@nestjs/graphql';
import { IsEnum, IsOptional, IsString } from 'class-validator';
import { ForwardPageArgs } from '../common/pagination.js';
import { WebhookStatus } from './webhook.enums.js';

@ArgsType()
export class WebhookEventsArgs extends ForwardPageArgs {
  @Field(() => ID, { nullable: true }) @IsOptional() @IsString() applicationId?: string | null;
  @Field(() => [WebhookStatus], { nullable: true })
  @IsOptional()
  @IsEnum(WebhookStatus, { each: true })
  status?: WebhookStatus[] | null;
}
