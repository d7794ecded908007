import { stoppable } from './stoppable.js';

/** A stream of 1 that then waits for ever, unless it is stopped. */
function idle() {
  const stopped = Promise.withResolvers<void>();
  let ended = false;
  async function* source() {
    try {
      yield 1;
      await stopped.promise;
    } finally {
      ended = true;
    }
  }
  return { stream: stoppable(source(), () => stopped.resolve()), hasEnded: () => ended };
}

describe('stoppable', () => {
  it('hands on what comes', async () => {
    async function* source() {
      await Promise.resolve();
      yield* [1, 2, 3];
    }

    expect(await Array.fromAsync(stoppable(source(), () => undefined))).toEqual([1, 2, 3]);
  });

  it('is left at once, though its next value never comes', async () => {
    const { stream, hasEnded } = idle();
    await stream.next();
    const waiting = stream.next();

    const left = await stream.return?.();

    expect(left).toEqual({ done: true, value: undefined });
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(hasEnded()).toBe(true);
  });

  it('hands on an error', async () => {
    async function* source() {
      yield await Promise.reject<number>(new Error('broken'));
    }

    await expect(stoppable(source(), () => undefined).next()).rejects.toThrow('broken');
  });
});
