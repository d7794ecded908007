/**
 * A generator that can be left at once. `return` of a generator alone waits until the value that it waits for has come;
 * here `stop` first ends that wait, so a subscriber who leaves an idle stream frees what it held.
 */
export function stoppable<Value>(
  generator: AsyncGenerator<Value, void>,
  stop: () => void,
): AsyncIterableIterator<Value, undefined, undefined> {
  return {
    async next() {
      const item = await generator.next();
      return item.done === true ? { done: true, value: undefined } : item;
    },
    async return() {
      stop();
      await generator.return();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
