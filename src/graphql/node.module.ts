import { Global, Module } from '@nestjs/common';
import { NodeRegistry } from './node-registry.js';
import { NodeResolver } from './node.resolver.js';

/** `node(id)`, for whatever the other modules register. */
@Global()
@Module({ providers: [NodeRegistry, NodeResolver], exports: [NodeRegistry] })
export class NodeModule {}
