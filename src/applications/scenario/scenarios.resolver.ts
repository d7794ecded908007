import { Args, Context, Mutation, Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { CurrentViewer, RequireRole, Role, type Viewer } from '../../auth/index.js';
import { fromGlobalId } from '../../common/id.js';
import { loader } from '../../graphql/loaders.js';
import type { OperationContext } from '../../graphql/operation-context.js';
import { ApplicationObject, toApplicationObject } from '../application.object.js';
import { ApplicationPayloadObject } from '../applications.payloads.js';
import { DeploymentObject, DeployScenarioInput, ScenarioObject } from './scenario.object.js';
import { ScenariosService } from './scenarios.service.js';

@Resolver(() => ScenarioObject)
export class ScenariosResolver {
  constructor(private readonly scenarios: ScenariosService) {}

  @ResolveField(() => DeploymentObject, { nullable: true, description: 'Null where nothing was deployed yet.' })
  deployment(
    @CurrentViewer() viewer: Viewer,
    @Parent() scenario: ScenarioObject,
    @Context() context: OperationContext,
  ): Promise<DeploymentObject | null> {
    const load = (ids: readonly string[]) => this.scenarios.deploymentsOf(viewer, ids);
    return loader(context, 'scenario.deployment', load).load(scenario.applicationKey);
  }

  @RequireRole(Role.OPERATOR)
  @Mutation(() => ApplicationPayloadObject, {
    description:
      'Uploads the generated scenario into the Voximplant application, sets its secrets, binds it to a rule, and the phone number to that. Where it fails, `extensions.step` says at what, and the next try goes on from there. CONFLICT for code that was changed at Voximplant since, unless `force`.',
  })
  async deployScenario(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: DeployScenarioInput,
  ): Promise<ApplicationPayloadObject> {
    const id = fromGlobalId('Application', input.applicationId, 'applicationId');
    return { application: toApplicationObject(await this.scenarios.deploy(viewer, id, input)) };
  }
}

/** `Application.scenario`. */
@Resolver(() => ApplicationObject)
export class ApplicationScenarioResolver {
  constructor(private readonly scenarios: ScenariosService) {}

  @ResolveField(() => ScenarioObject)
  scenario(@Parent() application: ApplicationObject): ScenarioObject {
    const { voximplant, elevenLabs } = this.scenarios.webhookUrls(application.key);
    return {
      ...this.scenarios.generate({ ...application, id: application.key }),
      voximplantWebhookUrl: voximplant,
      elevenLabsWebhookUrl: elevenLabs,
      applicationKey: application.key,
    };
  }
}
