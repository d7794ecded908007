import { Injectable } from '@nestjs/common';
import { networkOf } from '../../rate-limits/index.js';

/** A page opens one socket; this many at once are those of an office that comes back after the connection was lost. */
const MOST_FOR_ADDRESS = 100;
const MOST = 1_000;

/** Connections whose clients have not said yet who they are: only so many at a time, as they cost whoever opens them nothing. */
@Injectable()
export class PendingSockets {
  private readonly byNetwork = new Map<string, number>();
  private total = 0;

  /** @returns what has to be called once it is known who it is, or the connection has closed; null where there are too many */
  add(address: string): (() => void) | null {
    const network = networkOf(address);
    const there = this.byNetwork.get(network) ?? 0;
    if (there >= MOST_FOR_ADDRESS || this.total >= MOST) return null;
    this.change(network, 1);
    let isPending = true;
    return () => {
      if (isPending) this.change(network, -1);
      isPending = false;
    };
  }

  get size(): number {
    return this.total;
  }

  private change(network: string, by: 1 | -1): void {
    this.total += by;
    const left = (this.byNetwork.get(network) ?? 0) + by;
    if (left === 0) this.byNetwork.delete(network);
    else this.byNetwork.set(network, left);
  }
}
