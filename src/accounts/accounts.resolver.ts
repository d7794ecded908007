import type { OnModuleInit } from '@nestjs/common';
import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { CurrentViewer, RequireRole, Role, type Viewer } from '../auth/index.js';
import { fromGlobalId, toGlobalId } from '../common/id.js';
import { IdPipe } from '../common/id.pipe.js';
import { RemovePayloadObject } from '../common/remove-payload.object.js';
import { NodeRegistry } from '../graphql/node-registry.js';
import { UpstreamError } from '../upstream/index.js';
import { AccountObject, toAccountObject } from './account.object.js';
import { AddAccountInput, UpdateAccountInput } from './accounts.inputs.js';
import { AccountPayloadObject } from './accounts.payloads.js';
import { AccountsService } from './accounts.service.js';
import { ConnectionTestObject, failedTest, passedTest, RemoteApplicationObject } from './connection-test.object.js';
import { VoximplantCredentialsInput } from './voximplant-credentials.input.js';

const accountId = new IdPipe('Account', 'id');

@Resolver(() => AccountObject)
export class AccountsResolver implements OnModuleInit {
  constructor(
    private readonly service: AccountsService,
    private readonly nodes: NodeRegistry,
  ) {}

  onModuleInit(): void {
    this.nodes.register('Account', async (viewer, id) => {
      const account = await this.service.find(viewer, id);
      return account && toAccountObject(account);
    });
  }

  @RequireRole(Role.VIEWER)
  @Query(() => [AccountObject], {
    description: 'The accounts of the workspace, in the order in which they were added.',
  })
  async accounts(@CurrentViewer() viewer: Viewer): Promise<AccountObject[]> {
    return (await this.service.list(viewer)).map(toAccountObject);
  }

  @RequireRole(Role.VIEWER)
  @Query(() => AccountObject, { nullable: true, description: 'Null with a NOT_FOUND error where there is none.' })
  async account(
    @CurrentViewer() viewer: Viewer,
    @Args('id', { type: () => ID }, accountId) id: string,
  ): Promise<AccountObject> {
    return toAccountObject(await this.service.get(viewer, id));
  }

  @ResolveField(() => [RemoteApplicationObject], {
    nullable: true,
    description:
      'What the account has at Voximplant, asked there each time. Null with an error where Voximplant refuses the saved credentials (UPSTREAM_REJECTED, with its code in `extensions.upstreamCode`) or cannot be asked (UPSTREAM_UNAVAILABLE).',
  })
  async remoteApplications(
    @CurrentViewer() viewer: Viewer,
    @Parent() { key }: AccountObject,
  ): Promise<RemoteApplicationObject[]> {
    return this.service.applicationsAtVoximplant(await this.service.get(viewer, key));
  }

  @RequireRole(Role.OPERATOR)
  @Mutation(() => ConnectionTestObject, {
    description:
      'Asks Voximplant whose these credentials are, and whether they may do what a sync does. Saves nothing. A refusal is an answer, not an error.',
  })
  async testConnection(@Args('input') input: VoximplantCredentialsInput): Promise<ConnectionTestObject> {
    try {
      return passedTest(await this.service.test(input));
    } catch (error) {
      if (error instanceof UpstreamError) return failedTest(error);
      throw error;
    }
  }

  @RequireRole(Role.OPERATOR)
  @Mutation(() => AccountPayloadObject, {
    description:
      'Tests the credentials and saves them only where Voximplant accepts them; UPSTREAM_REJECTED with its code in `extensions.upstreamCode` otherwise, UPSTREAM_UNAVAILABLE where it cannot be asked. CONFLICT where the workspace has the account already.',
  })
  async addAccount(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: AddAccountInput,
  ): Promise<AccountPayloadObject> {
    return { account: toAccountObject(await this.service.add(viewer, input)) };
  }

  @RequireRole(Role.OPERATOR)
  @Mutation(() => AccountPayloadObject, {
    description:
      'New credentials are tested as in `addAccount`, and have to be for the same Voximplant account, as the calls here are its.',
  })
  async updateAccount(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: UpdateAccountInput,
  ): Promise<AccountPayloadObject> {
    const id = fromGlobalId('Account', input.id, 'id');
    return { account: toAccountObject(await this.service.update(viewer, id, input)) };
  }

  @RequireRole(Role.OPERATOR)
  @Mutation(() => AccountPayloadObject, {
    description: 'Tests the saved credentials again. The outcome, whatever it is, stands in `account.connection`.',
  })
  async verifyAccount(
    @CurrentViewer() viewer: Viewer,
    @Args('id', { type: () => ID }, accountId) id: string,
  ): Promise<AccountPayloadObject> {
    return { account: toAccountObject(await this.service.verify(viewer, id)) };
  }

  @RequireRole(Role.OPERATOR)
  @Mutation(() => RemovePayloadObject, {
    description: 'Removes the account with its applications, calls, transcripts and recordings, for good.',
  })
  async removeAccount(
    @CurrentViewer() viewer: Viewer,
    @Args('id', { type: () => ID }, accountId) id: string,
  ): Promise<RemovePayloadObject> {
    await this.service.remove(viewer, id);
    return { id: toGlobalId('Account', id) };
  }
}
