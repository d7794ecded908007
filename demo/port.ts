import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { DemoError } from './demo-error.js';

const FIRST = 3000;
const LAST = 3099;
/** Both, as `localhost` may lead a browser to either: a stranger on the other one would be met instead of us. */
const LOOPBACKS = ['127.0.0.1', '::1'];
const TAKEN = new Set(['EADDRINUSE', 'EACCES']);
const NO_SUCH_ADDRESS = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT']);

/**
 * A port of this machine that nobody listens on: the one that is wanted, any for 0, else the first from 3000 on.
 * @throws DemoError if the wanted one is taken, or all are
 */
export async function choosePort(wanted: number | undefined): Promise<number> {
  if (wanted === 0) return anyPort();
  if (wanted !== undefined) {
    if (await isFree(wanted)) return wanted;
    throw new DemoError(`Port ${wanted} is taken, or not allowed; without --port the next free one is used`);
  }
  for (let port = FIRST; port <= LAST; port += 1) if (await isFree(port)) return port;
  throw new DemoError(`All ports from ${FIRST} to ${LAST} are taken; choose another with --port`);
}

async function isFree(port: number): Promise<boolean> {
  for (const host of LOOPBACKS) {
    try {
      await probe(port, host);
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (TAKEN.has(code)) return false;
      if (!NO_SUCH_ADDRESS.has(code)) throw error;
    }
  }
  return true;
}

function anyPort(): Promise<number> {
  return probe(0, '127.0.0.1');
}

/** Listens for a moment. @returns the port it was @throws if that is not possible */
async function probe(port: number, host: string): Promise<number> {
  const server = createServer().listen({ port, host, exclusive: true });
  await once(server, 'listening');
  const { port: found } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return found;
}
