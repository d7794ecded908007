import { useSyncExternalStore } from 'react';

/** How the socket stands. `idle`: nobody needs it. */
export type LineState = 'idle' | 'connected' | 'lost';

/** The state of one socket, for whoever wants to show it or to catch up after it was lost. */
export class Line {
  private state: LineState = 'idle';
  private restoredTimes = 0;
  private readonly listeners = new Set<() => void>();

  set(next: LineState): void {
    if (next === this.state) return;
    if (this.state === 'lost' && next === 'connected') this.restoredTimes += 1;
    this.state = next;
    for (const listener of this.listeners) listener();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly get = (): LineState => this.state;
  readonly restored = (): number => this.restoredTimes;
}

export function useLineState(line: Line): LineState {
  return useSyncExternalStore(line.subscribe, line.get);
}

/** How often the line was lost and came back: what was missed meanwhile has to be asked for. */
export function useRestored(line: Line): number {
  return useSyncExternalStore(line.subscribe, line.restored);
}
