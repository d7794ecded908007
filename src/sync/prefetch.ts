/**
 * Asks for the next item while the present one is being worked on: the network and the database are busy at once.
 * An error of the source comes where its item would have come.
 */
export async function* prefetch<Item>(source: AsyncGenerator<Item>): AsyncGenerator<Item> {
  let next = source.next();
  try {
    for (;;) {
      const item = await next;
      if (item.done === true) return;
      next = source.next();
      next.catch(() => undefined); // it is awaited above; until then it is nobody's unhandled rejection
      yield item.value;
    }
  } finally {
    await next.catch(() => undefined);
    await source.return(undefined);
  }
}
