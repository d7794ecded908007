import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { cpus } from 'node:os';
import type { Summary } from './statistics.js';

/** One figure of design §9 with what it has to reach. */
export interface Line {
  name: string;
  /** What the figure is, e.g. `rows/s against raw upserts`. */
  what: string;
  figure: Summary;
  unit: '×' | 'MB' | 'leases';
  /** Absent where the design asks for nothing. */
  floor?: number;
  goal?: number;
  /** Whether more is better; of memory, less is. */
  more: boolean;
}

/** A measured speed, for those who want to know where the time goes. */
export interface Speed {
  name: string;
  perSecond: Summary;
  /** Processor time of each process for one item, in microseconds; the middle of the rounds. */
  cpuMicroseconds: Record<string, number>;
}

export interface Report {
  benchmark: string;
  /** How it was measured: sizes, rounds, settings. */
  settings: Record<string, string | number>;
  lines: Line[];
  /** What is counted in the speeds. */
  item: 'call' | 'message' | 'MB' | 'list';
  speeds: Speed[];
}

/** Where it ran; figures of different machines or versions cannot be compared. */
export function environment(): Record<string, string | number> {
  const processors = cpus();
  return {
    node: process.version,
    v8: process.versions.v8,
    mysql2: versionOf('mysql2'),
    kysely: versionOf('kysely'),
    mikroOrm: versionOf('@mikro-orm/core'),
    processors: processors.length,
    processor: processors[0]?.model.trim() ?? 'unknown',
  };
}

/** The report for a terminal. */
export function render({ benchmark, settings, lines, item, speeds }: Report): string {
  const items = item === 'MB' ? item : `${item}s`;
  const speedTable = table(['', `${items}/s`, 'spread', `CPU µs per ${item}`], speeds.map(speedCells));
  return [
    `\n${benchmark}\n`,
    facts(environment()),
    facts(settings),
    '',
    linesTable(lines),
    ...(speeds.length === 0 ? [] : ['', speedTable]),
  ].join('\n');
}

/** The lines of several reports as one table, in the order of the design. */
export function renderLines(lines: readonly Line[]): string {
  const place = ({ name }: Line) => (/^\d+$/.test(name) ? Number(name) : Infinity);
  return `\nall lines\n\n${linesTable(lines.toSorted((a, b) => place(a) - place(b)))}`;
}

function linesTable(lines: readonly Line[]): string {
  return table(['', 'measured', 'spread', 'floor', 'goal', ''], lines.map(lineCells));
}

function lineCells({ name, what, figure, unit, floor, goal, more }: Line): string[] {
  const show = (value: number) => `${round(value)} ${unit}`;
  const atLeast = more ? '≥' : '≤';
  const showBound = (bound: number | undefined) => (bound === undefined ? '' : `${atLeast} ${show(bound)}`);
  return [
    `${name} ${what}`,
    show(figure.median),
    `${round(figure.least)}–${round(figure.most)}`,
    showBound(floor),
    showBound(goal),
    verdict({ figure, floor, goal, more }),
  ];
}

function verdict({ figure, floor, goal, more }: Pick<Line, 'figure' | 'floor' | 'goal' | 'more'>): string {
  if (floor === undefined || goal === undefined) return '';
  const reaches = (bound: number) => (more ? figure.median >= bound : figure.median <= bound);
  return reaches(goal) ? 'goal reached' : reaches(floor) ? 'above the floor' : 'BELOW THE FLOOR';
}

function speedCells({ name, perSecond, cpuMicroseconds }: Speed): string[] {
  const { median, least, most } = perSecond;
  const cpu = Object.entries(cpuMicroseconds).map(([process, microseconds]) => `${process} ${round(microseconds)}`);
  return [name, round(median), `${round(least)}–${round(most)}`, cpu.join(', ')];
}

function facts(values: Readonly<Record<string, string | number>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${value}`)
    .join(' · ');
}

function table(head: string[], rows: string[][]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Three digits that count; whole numbers from a hundred on. */
function round(value: number): string {
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}

function versionOf(dependency: string): string {
  const file = findPackageJSON(dependency, import.meta.url);
  if (file === undefined) return 'unknown';
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
