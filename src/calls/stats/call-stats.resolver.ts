import { Args, Query, Resolver } from '@nestjs/graphql';
import { CurrentViewer, RequireRole, Role, type Viewer } from '../../auth/index.js';
import { CallStatsArgs } from './call-stats.args.js';
import { CallStatsObject, toCallStatsObject } from './call-stats.object.js';
import { CallStatsService } from './call-stats.service.js';

@Resolver()
export class CallStatsResolver {
  constructor(private readonly stats: CallStatsService) {}

  @RequireRole(Role.VIEWER)
  @Query(() => CallStatsObject, { description: 'Figures over exactly the calls that `calls(filter:)` would list.' })
  async callStats(@CurrentViewer() viewer: Viewer, @Args() args: CallStatsArgs): Promise<CallStatsObject> {
    return toCallStatsObject(await this.stats.of(viewer, args));
  }
}
