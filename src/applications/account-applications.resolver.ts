import { Context, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { AccountObject } from '../accounts/index.js';
import { CurrentViewer, type Viewer } from '../auth/index.js';
import { loader } from '../graphql/loaders.js';
import type { OperationContext } from '../graphql/operation-context.js';
import { ApplicationObject, toApplicationObject } from './application.object.js';
import { ApplicationsService } from './applications.service.js';

/** `Account.applications`: accounts themselves know nothing of applications. */
@Resolver(() => AccountObject)
export class AccountApplicationsResolver {
  constructor(private readonly service: ApplicationsService) {}

  @ResolveField(() => [ApplicationObject], { description: 'In the order in which they were added.' })
  async applications(
    @CurrentViewer() viewer: Viewer,
    @Parent() account: AccountObject,
    @Context() context: OperationContext,
  ): Promise<ApplicationObject[]> {
    const load = (ids: readonly string[]) => this.service.ofAccounts(viewer.workspaceId, ids);
    return (await loader(context, 'account.applications', load).load(account.key)).map(toApplicationObject);
  }
}
