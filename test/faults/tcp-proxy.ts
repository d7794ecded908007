import { createServer, type Server, type Socket, connect } from 'node:net';
import { once } from 'node:events';

/** Stands between a process and a server, and does what networks do: cuts, delays, and swallows. */
export class TcpProxy {
  private readonly pairs = new Set<[Socket, Socket]>();
  private delayMs = 0;
  private down = false;
  private swallowing = false;

  private constructor(
    private readonly server: Server,
    /** The URL of the server behind it, as seen through the proxy. */
    readonly url: string,
  ) {}

  static async start(target: string): Promise<TcpProxy> {
    const { hostname, port } = new URL(target);
    const server = createServer({ noDelay: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = new URL(target);
    url.port = String((server.address() as { port: number }).port);
    const proxy = new TcpProxy(server, url.href);
    server.on('connection', (client) => proxy.join(client, hostname, Number(port)));
    return proxy;
  }

  /** Resets all connections; new ones can be made. */
  cut(): void {
    for (const pair of this.pairs) for (const socket of pair) socket.resetAndDestroy();
  }

  /** Resets all connections and refuses new ones, until it is told otherwise. */
  setDown(down: boolean): void {
    this.down = down;
    if (down) this.cut();
  }

  /** Holds every piece back for so long. */
  delay(milliseconds: number): void {
    this.delayMs = milliseconds;
  }

  /** Lets nothing through and says nothing, as where a cable is pulled out; what was swallowed is gone. */
  swallow(swallowing: boolean): void {
    this.swallowing = swallowing;
    if (!swallowing) this.cut();
  }

  async stop(): Promise<void> {
    this.setDown(true);
    this.server.close();
    await once(this.server, 'close');
  }

  private join(client: Socket, host: string, port: number): void {
    if (this.down) {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect({ host, port, noDelay: true });
    const pair: [Socket, Socket] = [client, upstream];
    this.pairs.add(pair);
    this.carry(client, upstream);
    this.carry(upstream, client);
    for (const socket of pair) {
      socket.on('error', () => undefined);
      socket.once('close', () => {
        this.pairs.delete(pair);
        for (const other of pair) other.destroy();
      });
    }
  }

  private carry(from: Socket, to: Socket): void {
    from.on('data', (piece) => {
      if (this.swallowing) return;
      if (this.delayMs === 0) to.write(piece);
      else setTimeout(() => to.writable && to.write(piece), this.delayMs);
    });
    from.once('end', () => to.end());
  }
}
