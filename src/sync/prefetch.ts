/** Items that are asked for, or wait, while one is being worked on. */
const ITEMS_AHEAD = 2;

/**
 * Asks for the next items while the present one is being worked on: the network and the database are busy at once, and
 * neither has to wait for the other's slow moments. An error of the source comes where its item would have come.
 */
export async function* prefetch<Item>(source: AsyncGenerator<Item>): AsyncGenerator<Item> {
  const coming: Promise<IteratorResult<Item>>[] = [];
  const ask = () => {
    const next = source.next();
    next.catch(() => undefined); // it is awaited below; until then it is nobody's unhandled rejection
    return next;
  };
  try {
    for (;;) {
      const item = await (coming.shift() ?? ask());
      if (item.done === true) return;
      while (coming.length < ITEMS_AHEAD) coming.push(ask());
      yield item.value;
    }
  } finally {
    await Promise.allSettled(coming);
    await source.return(undefined);
  }
}
