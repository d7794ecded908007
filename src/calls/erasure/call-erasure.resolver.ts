import { Args, Field, ID, Mutation, ObjectType, Resolver } from '@nestjs/graphql';
import { CurrentViewer, RequireRole, Role, type Viewer } from '../../auth/index.js';
import { IdPipe } from '../../common/id.pipe.js';
import { Dialect } from '../../database/index.js';
import { CallObject, toCallObject } from '../call.object.js';
import { CallsService } from '../calls.service.js';

@ObjectType()
export class ErasePayload {
  @Field(() => CallObject) call!: CallObject;
}

@Resolver()
export class CallErasureResolver {
  constructor(
    private readonly calls: CallsService,
    private readonly dialect: Dialect,
  ) {}

  @RequireRole(Role.ADMIN)
  @Mutation(() => ErasePayload, {
    description:
      'Erases transcript, recording, numbers, custom data, reasons and the link to the conversation, here and for good; no ' +
      'later sync brings them back. The call stays listed with its times and its status. Can be repeated.',
  })
  async eraseCall(
    @CurrentViewer() viewer: Viewer,
    @Args('id', { type: () => ID }, new IdPipe('Call', 'id')) id: string,
  ): Promise<ErasePayload> {
    return { call: toCallObject(await this.calls.erase(viewer, id), this.dialect) };
  }
}
