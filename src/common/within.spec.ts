import { within } from './within.js';

const later = <T>(
  milliseconds: number,
  end: (settle: { resolve(value: T): void; reject(error: Error): void }) => void,
) => new Promise<T>((resolve, reject) => setTimeout(() => end({ resolve, reject }), milliseconds));

describe('within', () => {
  it('is what the work comes to, good or bad, in time', async () => {
    await expect(within(1_000, Promise.resolve('done'))).resolves.toBe('done');
    await expect(within(1_000, Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });

  it('does not wait longer, and is not bothered by how the work ends then', async () => {
    const work = later<string>(40, ({ reject }) => reject(new Error('too late to matter')));

    await expect(within(10, work)).rejects.toThrow('No answer within 10 ms');

    await new Promise((resolve) => setTimeout(resolve, 60)); // a rejection that nobody handles would end the process
  });
});
