import type { Progress } from './sync.js';

/** As much of a terminal as is needed. */
export interface Output {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

const WIDEST_BAR = 30;
const NARROWEST_BAR = 5;
/** Also where a terminal claims to have none. */
const DEFAULT_COLUMNS = 80;
/** Between two lines where they cannot be redrawn. */
const PAUSE_MS = 1000;
const TO_LINE_START = '\r';
const CLEAR_TO_LINE_END = '\x1b[K';

/**
 * Shows how far a run is: one line that is redrawn in a terminal, a line now and then elsewhere.
 *
 * Our own, and no package: the server says done, total, rate and time left, so all there is to do is to draw a bar.
 */
export class ProgressLine {
  private readonly redraws: boolean;
  private last: { progress: Progress; at: number } | undefined;

  constructor(
    private readonly label: string,
    private readonly output: Output,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.redraws = output.isTTY === true && process.env.TERM !== 'dumb';
  }

  show(progress: Progress): void {
    if (this.redraws) {
      const text = drawBar(this.label, progress, this.output.columns || DEFAULT_COLUMNS);
      this.output.write(`${TO_LINE_START}${text}${CLEAR_TO_LINE_END}`);
    } else {
      if (!this.isWorthALine(progress)) return;
      this.output.write(`${this.label}: ${describe(progress)}\n`);
    }
    this.last = { progress, at: this.now() };
  }

  /** Leaves what was drawn last, and goes on below it. */
  end(): void {
    if (this.redraws && this.last !== undefined) this.output.write('\n');
    this.last = undefined;
  }

  /** The first news, news after a while, and that all is done. */
  private isWorthALine({ done, total, fraction }: Progress): boolean {
    if (this.last === undefined) return total !== null;
    const { progress, at } = this.last;
    if (done === progress.done && total === progress.total) return false;
    return fraction === 1 || this.now() - at >= PAUSE_MS;
  }
}

/** One line, never so long that it would wrap. */
export function drawBar(label: string, progress: Progress, columns: number): string {
  const facts = describe(progress);
  const room = columns - 1 - label.length - facts.length - 2;
  if (room < NARROWEST_BAR) return `${label} ${facts}`.slice(0, Math.max(0, columns - 1));
  const width = Math.min(WIDEST_BAR, room);
  const full = Math.floor((progress.fraction ?? 0) * width);
  return `${label} ${'█'.repeat(full)}${'░'.repeat(width - full)} ${facts}`;
}

/** Done, total, rate and time left, as far as they are known. */
export function describe({ done, total, itemsPerSecond, etaSeconds, fraction }: Progress): string {
  const parts = [total === null ? `${done}` : `${done}/${total}`];
  if (itemsPerSecond !== null && itemsPerSecond > 0) parts.push(`${Math.round(itemsPerSecond)}/s`);
  if (etaSeconds !== null && fraction !== 1) parts.push(`${duration(etaSeconds)} left`);
  return parts.join('  ');
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
