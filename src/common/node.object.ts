import { Field, ID, InterfaceType } from '@nestjs/graphql';
import { parseGlobalId } from './id.js';

/** Anything with an opaque, globally unique id. The id's prefix tells the type. */
@InterfaceType('Node', {
  description: 'Anything with an opaque, globally unique id.',
  resolveType: (node: NodeObject) => parseGlobalId(node.id)?.type,
})
export abstract class NodeObject {
  @Field(() => ID) id!: string;
}
