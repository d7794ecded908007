import { type Entry, type GeneratedRows, Timeline } from './timeline.js';

const entry = (id: string, startSeconds: number, row = id): Entry<string> => ({ id, startSeconds, row: () => row });

/** Rows 0 to 9, one each ten seconds. */
const generated: GeneratedRows<string> = {
  rankAtOrAfter: (seconds) => Math.min(10, Math.max(0, Math.ceil(seconds / 10))),
  entryAt: (rank) => entry(String(rank), rank * 10),
  find: (id) => (/^\d$/.test(id) ? entry(id, Number(id) * 10) : undefined),
};
const WINDOW = { fromSeconds: 20, toSeconds: 50 };
const walk = (timeline: Timeline<string>, descending = false): string[] =>
  [...timeline.walk(WINDOW, descending)].map((each) => each.row(0));

describe('a timeline', () => {
  it('walks a window in either direction, with exact rows in their places', () => {
    const timeline = new Timeline(generated);
    timeline.put(entry('exact', 35));
    timeline.put(entry('elsewhere', 60));

    expect(walk(timeline)).toEqual(['2', '3', 'exact', '4', '5']);
    expect(walk(timeline, true)).toEqual(['5', '4', 'exact', '3', '2']);
    expect(timeline.count(WINDOW)).toBe(5);
  });

  it('shows a replaced row at its new place only, and a removed one nowhere', () => {
    const timeline = new Timeline(generated);
    timeline.put(entry('3', 22, 'moved'));
    timeline.remove('4');

    expect(walk(timeline)).toEqual(['2', 'moved', '5']);
    expect(timeline.count(WINDOW)).toBe(3);
    expect([timeline.find('3')?.row(0), timeline.find('4'), timeline.remove('4')]).toEqual(['moved', undefined, false]);
  });
});
