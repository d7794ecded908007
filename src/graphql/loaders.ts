import DataLoader from 'dataloader';
import type { OperationContext } from './operation-context.js';

/** Answers for all keys at once, in their order. */
export type LoadBatch<Key, Value> = (keys: readonly Key[]) => Promise<readonly (Value | Error)[]>;

/**
 * The DataLoader of this name in this operation, made when it is first asked for. With it, a field of every row of a list
 * costs one statement:
 *
 *     @ResolveField(() => ApplicationObject)
 *     application(@Parent() call: CallObject, @Context() context: OperationContext) {
 *       return loader(context, 'application', (ids: readonly string[]) => this.applications.findAll(ids)).load(call.applicationId);
 *     }
 *
 * @param name has to be another one for another batch function
 */
export function loader<Key extends string | number | bigint, Value>(
  context: OperationContext,
  name: string,
  batch: LoadBatch<Key, Value>,
): DataLoader<Key, Value> {
  let found = context.loaders.get(name);
  if (found === undefined) {
    found = new DataLoader(batch);
    context.loaders.set(name, found);
  }
  return found as unknown as DataLoader<Key, Value>;
}
