import type { Child } from '../child.js';
import type { Line } from '../report.js';
import { summarise } from '../statistics.js';
import type { FilterShape } from './filters.js';
import { LIST, PAGE_SIZE } from './list-query.js';
import { graphqlShot, type Latencies, type Load, type Shot, tryShot } from './shots.js';

/** Of the server under test. */
export interface Api {
  url: string;
  token: string | null;
}

interface ListAnswer {
  data: { calls: { nodes: unknown[]; pageInfo: { endCursor: string | null } } };
}

const LARGEST_PAGE = 200;
const SECONDS = 0.4;
/** Of which the 95th in a hundred can be told. */
const FEWEST_ASKED = 40;

/** Lines 7 and 8 of design §9: what the first page costs, against one far behind it and against each filter. */
export class Pages {
  constructor(
    private readonly askers: Child<unknown>,
    private readonly api: Api,
  ) {}

  /** @param depth rows before the page; a multiple of the largest page */
  async atDepth(depth: number, rounds: number): Promise<Line[]> {
    const first = await this.page({});
    const deep = await this.page({ after: await this.cursorAt(depth) });
    const ratios: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const [before, far] = [await this.ask(first), await this.ask(deep)];
      ratios.push(far.p50 / before.p50);
    }
    const what = `page behind ${depth.toLocaleString('en')} calls against page 1`;
    return [{ name: '7', what, figure: summarise(ratios), unit: '×', floor: 1.5, goal: 1.15, more: false }];
  }

  /** One line for each filter, the slowest first. */
  async filtered(shapes: readonly FilterShape[], rounds: number): Promise<Line[]> {
    const first = await this.page({});
    const pages = new Map<string, Shot>();
    for (const { name, filter } of shapes) pages.set(name, await this.page({ filter }));
    const ratios = new Map<string, number[]>(shapes.map(({ name }) => [name, []]));
    for (let round = 0; round < rounds; round += 1) {
      const before = await this.ask(first);
      for (const [name, shot] of pages) ratios.get(name)?.push((await this.ask(shot)).p95 / before.p95);
    }
    const line = { name: '8', unit: '×', floor: 5, goal: 2, more: false } as const;
    return [...ratios]
      .map(([name, values]): Line => ({ ...line, what: `p95 of ${name}`, figure: summarise(values) }))
      .sort((a, b) => b.figure.median - a.figure.median);
  }

  /** The first page of each filter. */
  async lists(filters: readonly object[]): Promise<Shot[]> {
    const shots: Shot[] = [];
    for (const filter of filters) shots.push(await this.page({ filter }));
    return shots;
  }

  private ask(shot: Shot): Promise<Latencies> {
    const load: Load = { shots: [shot], connections: 1, seconds: SECONDS, fewest: FEWEST_ASKED };
    return this.askers.ask('load', load);
  }

  private async page(variables: object): Promise<Shot> {
    const { shot } = await tryShot(this.shot({ first: PAGE_SIZE, ...variables }));
    return shot;
  }

  private async cursorAt(depth: number): Promise<string | null> {
    let after: string | null = null;
    for (let passed = 0; passed < depth; passed += LARGEST_PAGE) {
      const { answer }: { answer: ListAnswer } = await tryShot(this.shot({ first: LARGEST_PAGE, after }));
      after = answer.data.calls.pageInfo.endCursor;
    }
    return after;
  }

  private shot(variables: object): Shot {
    return graphqlShot(this.api.url, this.api.token, LIST, variables);
  }
}
