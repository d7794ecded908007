import type { Parameters } from './parameters.js';
import { VoximplantError } from './voximplant-error.js';
import type { RawLeg, RawSession } from './wire.js';

export type SessionFilter = (session: RawSession) => boolean;

/** The filters of `GetCallHistory` that look into a row (reference 2.2); undefined if none was asked for. */
export function sessionFilter(parameters: Parameters): SessionFilter | undefined {
  const filters = [
    byDuration(parameters),
    byText('rule_name', parameters.text('rule_name')),
    byText('custom_data', parameters.text('call_session_history_custom_data')),
    byUser(parameters),
    byLegs((leg) => leg.remote_number, remoteNumbers(parameters)),
    byLegs((leg) => leg.local_number, parameters.list('local_number')),
  ].filter((filter) => filter !== undefined);
  return filters.length > 0 ? (session) => filters.every((filter) => filter(session)) : undefined;
}

function byDuration(parameters: Parameters): SessionFilter | undefined {
  const least = parameters.integer('min_duration');
  const most = parameters.integer('max_duration');
  if (least === undefined && most === undefined) return undefined;
  return ({ duration }) =>
    duration !== undefined && Number(duration) >= (least ?? 0) && Number(duration) <= (most ?? Infinity);
}

function byText(member: 'rule_name' | 'custom_data', text: string | undefined): SessionFilter | undefined {
  return text === undefined ? undefined : (session) => session[member] === text;
}

function byUser(parameters: Parameters): SessionFilter | undefined {
  const users = parameters.list('user_id');
  if (users?.some((user) => !/^-?\d+$/.test(user))) throw VoximplantError.parameter(117, 'user_id');
  return users && ((session) => session.user_id !== undefined && users.includes(String(session.user_id)));
}

/** Numbers compare as they are written: with a `+` nothing is found (reference, trap 19). */
function byLegs(number: (leg: RawLeg) => string | undefined, numbers: string[] | undefined): SessionFilter | undefined {
  return numbers && (({ calls = [] }) => calls.some((leg) => numbers.includes(number(leg) ?? '')));
}

function remoteNumbers(parameters: Parameters): string[] | undefined {
  const list = parameters.text('remote_number_list');
  if (list === undefined) return parameters.list('remote_number');
  try {
    const numbers: unknown = JSON.parse(list);
    if (Array.isArray(numbers)) return numbers.map(String);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw VoximplantError.parameter(496, 'remote_number_list');
}
