import type { OnModuleInit } from '@nestjs/common';
import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import { IdPipe } from '../common/id.pipe.js';
import { NodeRegistry } from '../graphql/node-registry.js';
import { ApiKeyObject, toApiKeyObject } from './api-key.object.js';
import { ApiKeysService } from './api-keys.service.js';
import { CreateApiKeyInput } from './auth.inputs.js';
import { CreateApiKeyPayload, RevokeApiKeyPayload } from './auth.payloads.js';
import { CurrentViewer, RequireRole } from './decorators.js';
import { Role } from './role.js';
import type { Viewer } from './viewer.js';

@Resolver(() => ApiKeyObject)
export class ApiKeysResolver implements OnModuleInit {
  constructor(
    private readonly service: ApiKeysService,
    private readonly nodes: NodeRegistry,
  ) {}

  onModuleInit(): void {
    this.nodes.register('ApiKey', async (viewer, id) => {
      const mayRead = viewer.role === Role.ADMIN || viewer.credential.id === id;
      const key = mayRead ? await this.service.find(viewer, id) : null;
      return key && toApiKeyObject(key);
    });
  }

  @RequireRole(Role.ADMIN)
  @Query(() => [ApiKeyObject], {
    description: 'The API keys of the workspace, newest first, revoked and expired ones included. ADMIN only.',
  })
  async apiKeys(@CurrentViewer() viewer: Viewer): Promise<ApiKeyObject[]> {
    return (await this.service.list(viewer)).map(toApiKeyObject);
  }

  @RequireRole(Role.ADMIN)
  @Mutation(() => CreateApiKeyPayload, {
    description: 'Makes an API key. ADMIN only. The token is in this answer and never again.',
  })
  async createApiKey(
    @CurrentViewer() viewer: Viewer,
    @Args('input') input: CreateApiKeyInput,
  ): Promise<CreateApiKeyPayload> {
    const { apiKey, token } = await this.service.create(viewer, input);
    return { apiKey: toApiKeyObject(apiKey), token };
  }

  @RequireRole(Role.ADMIN)
  @Mutation(() => RevokeApiKeyPayload, {
    description: 'Ends an API key at once and closes the sockets opened with it. ADMIN only.',
  })
  async revokeApiKey(
    @CurrentViewer() viewer: Viewer,
    @Args('id', { type: () => ID }, new IdPipe('ApiKey', 'id')) id: string,
  ): Promise<RevokeApiKeyPayload> {
    return { apiKey: toApiKeyObject(await this.service.revoke(viewer, id)) };
  }
}
