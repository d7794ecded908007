import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { Inject, Injectable } from '@nestjs/common';
import proxyAddress from 'proxy-addr';
import { ENV, type Env } from '../config/index.js';

/**
 * The proxies whose word on clients is taken. Anybody can send `X-Forwarded-For`: it counts only as far as each hop, from
 * the connection backwards, is one of them.
 */
@Injectable()
export class TrustedProxies {
  /** As Express takes it for `trust proxy`. */
  readonly trusts: (address: string, hop: number) => boolean;

  constructor(@Inject(ENV) env: Pick<Env, 'TRUSTED_PROXIES'>) {
    this.trusts = proxyAddress.compile([...env.TRUSTED_PROXIES]);
  }

  /** Where the client is: the last address that a trusted proxy, or the connection itself, tells. Empty once it has gone. */
  addressOf(request: IncomingMessage): string {
    const hops = proxyAddress.all(request, this.trusts);
    return hops.findLast((address) => isIP(address) !== 0) ?? '';
  }

  /** Whether the request came from one of the proxies, and not from a client itself. */
  areBehind(request: IncomingMessage): boolean {
    const { remoteAddress } = request.socket;
    return remoteAddress !== undefined && this.trusts(remoteAddress, 0);
  }
}
