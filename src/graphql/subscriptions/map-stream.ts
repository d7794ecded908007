/**
 * Applies `map` to each value as it is asked for, one at a time. Unlike with a generator, `return` reaches the source at
 * once, also while a value is being waited for: so a client that leaves frees what it held.
 */
export function mapStream<In, Out>(
  source: AsyncIterable<In>,
  map: (value: In) => Out | Promise<Out>,
): AsyncIterableIterator<Out, undefined, undefined> {
  const iterator = source[Symbol.asyncIterator]();
  const leave = async (): Promise<IteratorResult<Out, undefined>> => {
    await iterator.return?.();
    return { done: true, value: undefined };
  };
  return {
    async next() {
      const item = (await iterator.next()) as IteratorResult<In, unknown>;
      if (item.done === true) return { done: true, value: undefined };
      try {
        return { done: false, value: await map(item.value) };
      } catch (error) {
        await leave();
        throw error;
      }
    },
    return: leave,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
