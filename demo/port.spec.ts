import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { choosePort } from './port.js';

describe('choosePort', () => {
  let stranger: Server;
  let taken: number;

  beforeEach(async () => {
    stranger = createServer().listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    taken = (stranger.address() as AddressInfo).port;
  });
  afterEach(() => stranger.close());

  it('refuses a port that somebody listens on', async () => {
    await expect(choosePort(taken)).rejects.toMatchObject({ name: 'DemoError' });
  });

  it('takes a wanted one that is free, and leaves it free', async () => {
    const any = await choosePort(0);

    expect(await choosePort(any)).toBe(any);
    expect(any).not.toBe(taken);
  });

  it('finds one by itself', async () => {
    expect(await choosePort(undefined)).toBeGreaterThanOrEqual(3000);
  });
});
