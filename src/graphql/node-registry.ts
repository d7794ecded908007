import { Injectable } from '@nestjs/common';
import type { Viewer } from '../auth/viewer.js';
import { notFound, type NodeType, parseGlobalId } from '../common/id.js';
import type { NodeObject } from '../common/node.object.js';
import { BadUserInputError } from '../common/errors.js';

/** Finds one object of the viewer's workspace; null where there is none. */
export type NodeLoader = (viewer: Viewer, id: string) => Promise<NodeObject | null>;

/** Who can answer `node(id)` for which type. Each module registers its loaders in `onModuleInit`. */
@Injectable()
export class NodeRegistry {
  private readonly loaders = new Map<NodeType, NodeLoader>();

  register(type: NodeType, load: NodeLoader): void {
    if (this.loaders.has(type)) throw new Error(`There is a loader for ${type} already`);
    this.loaders.set(type, load);
  }

  /**
   * @throws BadUserInputError if the id is malformed
   * @throws NotFoundError if nothing in the viewer's workspace has it
   */
  async find(viewer: Viewer, globalId: string): Promise<NodeObject> {
    const parsed = parseGlobalId(globalId);
    if (parsed === undefined) throw new BadUserInputError({ id: ['id is not an id'] });
    const node = await this.loaders.get(parsed.type)?.(viewer, parsed.id);
    if (node == null) throw notFound(parsed.type);
    return node;
  }
}
