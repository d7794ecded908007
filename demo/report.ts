import type { CallRow, NewestCall } from './calls.js';
import type { SignIn } from './set-up.js';
import { textTable } from './text-table.js';

const NOTHING = '–';
const NANO_DIGITS = 9;
const LONGEST_NUMBER = 24;

/** How many calls, minutes and how much money, for each status and altogether. */
export function callsByStatus(calls: readonly CallRow[]): string[] {
  const currency = calls.find(({ cost }) => cost !== null)?.cost?.currency;
  const columns = [
    { title: 'Status' },
    { title: 'Calls', align: 'right' },
    { title: 'Minutes', align: 'right' },
    { title: currency === undefined ? 'Cost' : `Cost (${currency})`, align: 'right' },
  ] as const;
  const groups = [...Map.groupBy(calls, ({ status }) => status)].sort(([, a], [, b]) => b.length - a.length);
  const rows = [...groups, ['all', calls] as const].map(([status, group]) => [
    status,
    String(group.length),
    totalMinutes(group),
    totalCost(group),
  ]);
  return textTable(columns, rows);
}

/** A line for each call; times in UTC. */
export function newestCallsTable(calls: readonly NewestCall[]): string[] {
  const columns = [
    { title: 'Start (UTC)' },
    { title: 'Direction' },
    { title: 'From' },
    { title: 'To' },
    { title: 'Status' },
    { title: 'Length', align: 'right' },
    { title: 'Cost', align: 'right' },
  ] as const;
  const rows = calls.map((call) => [
    call.startTime.slice(0, 19).replace('T', ' '),
    call.direction,
    number(call.fromNumber),
    number(call.toNumber),
    call.status,
    call.durationSeconds === null ? NOTHING : clock(call.durationSeconds),
    call.cost === null ? NOTHING : `${call.cost.amount} ${call.cost.currency}`,
  ]);
  return textTable(columns, rows);
}

/** Where everything is, and how to get in. */
export function addresses(urls: { server: string; simulator: string }, signIn: SignIn): string[] {
  const headers = JSON.stringify({ authorization: `Bearer ${signIn.accessToken}` });
  return [
    `Console     ${urls.server} (open it in a browser)`,
    `Playground  ${urls.server}/graphql`,
    `GraphQL     ${urls.server}/graphql and ${urls.server.replace(/^http/, 'ws')}/graphql`,
    `Simulator   ${urls.simulator} (Voximplant and ElevenLabs)`,
    `E-mail      ${signIn.email}`,
    `Password    ${signIn.password}`,
    `For the playground's Headers editor, good until ${signIn.expiresAt}:`,
    headers,
  ];
}

function totalMinutes(calls: readonly CallRow[]): string {
  return (calls.reduce((sum, { durationSeconds }) => sum + (durationSeconds ?? 0), 0) / 60).toFixed(1);
}

/** Exact until it is rounded for display. */
function totalCost(calls: readonly CallRow[]): string {
  const nanos = calls.reduce((sum, { cost }) => sum + (cost === null ? 0n : toNanos(cost.amount)), 0n);
  return (Number(nanos) / 10 ** NANO_DIGITS).toFixed(2);
}

function toNanos(amount: string): bigint {
  const [whole = '', fraction = ''] = amount.split('.');
  return BigInt(whole + fraction.padEnd(NANO_DIGITS, '0').slice(0, NANO_DIGITS));
}

/** SIP addresses can be long. */
function number(text: string | null): string {
  if (text === null) return NOTHING;
  return text.length > LONGEST_NUMBER ? `${text.slice(0, LONGEST_NUMBER - 1)}…` : text;
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
