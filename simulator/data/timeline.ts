/** One row at its place in time. `row` makes what the upstream would say about it at `nowSeconds`. */
export interface Entry<Row> {
  readonly id: string;
  readonly startSeconds: number;
  row(nowSeconds: number): Row;
}

/** Rows made from their rank; ranks ascend by (start, id). */
export interface GeneratedRows<Row> {
  /** The first rank that starts at `seconds` or later; the number of rows if none does. */
  rankAtOrAfter(seconds: number): number;
  entryAt(rank: number): Entry<Row>;
  find(id: string): Entry<Row> | undefined;
}

/** Start times in Unix seconds, both included. */
export interface TimeWindow {
  fromSeconds: number;
  toSeconds: number;
}

/** Generated rows with exact ones laid over them, in one order: by start, then by id. */
export class Timeline<Row> {
  private readonly exact = new Map<string, Entry<Row>>();
  private sorted: Entry<Row>[] = [];
  /** Generated rows that were removed or replaced, by id. */
  private readonly hidden = new Map<string, Entry<Row>>();

  constructor(private readonly generated: GeneratedRows<Row>) {}

  find(id: string): Entry<Row> | undefined {
    return this.exact.get(id) ?? (this.hidden.has(id) ? undefined : this.generated.find(id));
  }

  /** Adds a row, or puts it in the place of the one with the same id. */
  put(entry: Entry<Row>): void {
    this.remove(entry.id);
    this.exact.set(entry.id, entry);
    this.sorted = [...this.exact.values()].sort(compareEntries);
  }

  /** @returns whether there was such a row */
  remove(id: string): boolean {
    const known = this.find(id) !== undefined;
    const generated = this.generated.find(id);
    if (generated) this.hidden.set(id, generated);
    if (this.exact.delete(id)) this.sorted = [...this.exact.values()].sort(compareEntries);
    return known;
  }

  /** Rows that were put in by hand. */
  added(): Iterable<Entry<Row>> {
    return this.exact.values();
  }

  count(window: TimeWindow): number {
    const [first, end] = this.ranks(window);
    let count = Math.max(0, end - first);
    for (const entry of this.hidden.values()) if (inside(entry, window)) count -= 1;
    for (const entry of this.sorted) if (inside(entry, window)) count += 1;
    return count;
  }

  *walk(window: TimeWindow, descending = false): Generator<Entry<Row>, void, undefined> {
    yield* merge([this.generatedIn(window, descending), this.exactIn(window, descending)], descending);
  }

  private *generatedIn(window: TimeWindow, descending: boolean): Generator<Entry<Row>, void, undefined> {
    const [first, end] = this.ranks(window);
    for (let step = 0; step < end - first; step += 1) {
      const entry = this.generated.entryAt(descending ? end - 1 - step : first + step);
      if (!this.hidden.has(entry.id)) yield entry;
    }
  }

  private *exactIn(window: TimeWindow, descending: boolean): Generator<Entry<Row>, void, undefined> {
    const entries = this.sorted.filter((entry) => inside(entry, window));
    yield* descending ? entries.reverse() : entries;
  }

  private ranks({ fromSeconds, toSeconds }: TimeWindow): [number, number] {
    return [this.generated.rankAtOrAfter(fromSeconds), this.generated.rankAtOrAfter(toSeconds + 1)];
  }
}

/** Several ordered walks as one. */
export function* merge<Row>(
  walks: Iterator<Entry<Row>, void, undefined>[],
  descending: boolean,
): Generator<Entry<Row>, void, undefined> {
  const heads = walks.map((walk) => ({ walk, entry: walk.next().value as Entry<Row> | undefined }));
  for (;;) {
    let best: (typeof heads)[number] | undefined;
    for (const head of heads) {
      if (!head.entry) continue;
      if (!best?.entry || compareEntries(head.entry, best.entry) < 0 !== descending) best = head;
    }
    if (!best?.entry) return;
    yield best.entry;
    best.entry = best.walk.next().value as Entry<Row> | undefined;
  }
}

/** Ids compare by length first, so that numbers written as text keep their order. */
export function compareEntries(a: Pick<Entry<unknown>, 'id' | 'startSeconds'>, b: typeof a): number {
  if (a.startSeconds !== b.startSeconds) return a.startSeconds - b.startSeconds;
  if (a.id.length !== b.id.length) return a.id.length - b.id.length;
  if (a.id === b.id) return 0;
  return a.id < b.id ? -1 : 1;
}

function inside(entry: Entry<unknown>, { fromSeconds, toSeconds }: TimeWindow): boolean {
  return entry.startSeconds >= fromSeconds && entry.startSeconds <= toSeconds;
}
