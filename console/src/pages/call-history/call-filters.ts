import type { CallDirection, CallFilter, CallOrder, CallOrderField, CallStatus } from '../../api/generated';

/** A view of the call history, as its address tells it. Dates are days of the viewer's zone, both included. */
export interface CallView {
  account: string | null;
  application: string | null;
  status: CallStatus[];
  direction: CallDirection | null;
  from: string | null;
  to: string | null;
  number: string;
  text: string;
  order: CallOrder;
}

const STATUSES: readonly string[] = ['ANSWERED', 'NO_ANSWER', 'BUSY', 'FAILED', 'IN_PROGRESS'] satisfies CallStatus[];
const DIRECTIONS: readonly string[] = ['INBOUND', 'OUTBOUND', 'UNKNOWN'] satisfies CallDirection[];
const SORTS: Readonly<Record<string, CallOrderField>> = { time: 'START_TIME', duration: 'DURATION', cost: 'COST' };
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export const NEWEST_FIRST: CallOrder = { field: 'START_TIME', direction: 'DESC' };

/** What an address cannot mean is left out. */
export function viewOf(address: URLSearchParams): CallView {
  const day = (name: string) => {
    const value = address.get(name) ?? '';
    return DAY.test(value) && !Number.isNaN(Date.parse(value)) ? value : null;
  };
  const direction = address.get('direction')?.toUpperCase() ?? '';
  const status = (address.get('status') ?? '').toUpperCase().split(',');
  return {
    account: address.get('account'),
    application: address.get('application'),
    status: status.filter((name): name is CallStatus => STATUSES.includes(name)),
    direction: DIRECTIONS.includes(direction) ? (direction as CallDirection) : null,
    from: day('from'),
    to: day('to'),
    number: address.get('number') ?? '',
    text: address.get('text') ?? '',
    order: orderOf(address.get('sort')),
  };
}

/** `duration`: the shortest first; `-duration`: the longest. */
function orderOf(sort: string | null): CallOrder {
  const field = SORTS[sort?.replace(/^-/, '') ?? ''];
  if (field === undefined) return NEWEST_FIRST;
  return { field, direction: sort?.startsWith('-') ? 'DESC' : 'ASC' };
}

/** What is as it is by default is not in the address. */
export function addressOf(view: CallView): URLSearchParams {
  const address = new URLSearchParams();
  const set = (name: string, value: string | null) => {
    if (value !== null && value !== '') address.set(name, value);
  };
  set('account', view.account);
  set('application', view.application);
  set('status', view.status.join(',').toLowerCase());
  set('direction', view.direction?.toLowerCase() ?? null);
  set('from', view.from);
  set('to', view.to);
  set('number', view.number);
  set('text', view.text);
  const { field, direction } = view.order;
  if (field !== NEWEST_FIRST.field || direction !== NEWEST_FIRST.direction) {
    const name = Object.keys(SORTS).find((key) => SORTS[key] === field) ?? 'time';
    set('sort', `${direction === 'DESC' ? '-' : ''}${name}`);
  }
  return address;
}

export function filterOf(view: CallView): CallFilter {
  const filter: CallFilter = {};
  if (view.account !== null) filter.accountId = view.account;
  if (view.application !== null) filter.applicationId = view.application;
  if (view.status.length > 0) filter.status = view.status;
  if (view.direction !== null) filter.direction = view.direction;
  if (view.number.trim() !== '') filter.number = view.number.trim();
  if (view.text.trim() !== '') filter.text = view.text.trim();
  const startTime = { ...(view.from && { from: startOf(view.from) }), ...(view.to && { to: startOf(view.to, 1) }) };
  if (view.from ?? view.to) filter.startTime = startTime;
  return filter;
}

/** When a day begins where the viewer is, so many days later. */
export function startOf(day: string, daysLater = 0): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + daysLater).toISOString();
}

/** Whether anything but the order narrows the view. */
export function isNarrowed(view: CallView): boolean {
  return Object.keys(filterOf(view)).length > 0;
}
