import type { Random } from '../simulator/data/random.js';
import type { KnownCall } from './known-calls.js';
import type { PlainFilter } from './plain-filter.js';

type Draw = (random: Random, call: KnownCall) => PlainFilter;

const TYPED_NUMBERS = [
  '7495',
  '8 495 7',
  '+7 (499)',
  '007 499',
  '151',
  '415-555',
  'desk',
  '71',
  '4',
  '100',
  '+',
  '00',
  '999999',
];
const TEXTS = [
  'refund',
  'order REFUND',
  '"my order"',
  'заказ',
  'еще пришел',
  '"в пути"',
  'strasse',
  'a',
  'ca bientot',
  'e-mail',
];
const MORE_TEXTS = [
  '"help you" refund',
  'don’t',
  '北京',
  '"order please" 4711',
  'nothing',
  '!',
  'hello how may i help you',
];

/** One draw for each field. Most take what the call has, so that the conditions meet some call together. */
const DRAWS: Draw[] = [
  (_, { accountId }) => ({ accountId }),
  (_, { applicationId }) => ({ applicationId }),
  (random, { status }) => ({ status: [status, ...(random.chance(0.5) ? ['BUSY'] : [])] }),
  (_, { direction }) => ({ direction }),
  (random, { startTime }) => ({ startTime: range(random, startTime) }),
  (random, { durationSeconds }) => ({
    durationSeconds: {
      min: durationSeconds ?? 20,
      ...(random.chance(0.5) ? { max: 90 + (durationSeconds ?? 0) } : {}),
    },
  }),
  (random, call) => ({ number: typed(random, random.pick([call.fromNumber, call.toNumber])) }),
  (random, { fromNumber }) => ({ fromNumber: typed(random, fromNumber) }),
  (random, { toNumber }) => ({ toNumber: typed(random, toNumber) }),
  (random) => ({ text: random.pick([...TEXTS, ...MORE_TEXTS]) }),
  (random, { callId }) => ({ callId: random.pick([callId, callId, 'nonsense', '1']) }),
  (random, { conversationId }) => ({ conversationId: random.pick([conversationId ?? 'conv_none', 'conv_other']) }),
  (random) => ({ hasTranscript: random.chance(0.5) }),
  (random) => ({ hasRecording: random.chance(0.5) }),
  (_, { transcriptState }) => ({ transcriptState: [transcriptState] }),
  (random, { recordingState }) => ({ recordingState: [recordingState, random.pick(['ABSENT', 'AVAILABLE'])] }),
  (random, { outcome }) => ({ outcome: random.chance(0.1) ? [] : [outcome ?? 'SUCCESS', 'UNKNOWN'] }),
  (random, { updatedAt }) => ({ updatedAt: range(random, updatedAt) }),
];

/** A filter of some conditions, none to five. */
export function drawFilter(random: Random, calls: readonly KnownCall[]): PlainFilter {
  const call = random.pick(calls);
  const filter: PlainFilter = {};
  for (let left = random.int(0, 5); left > 0; left--) Object.assign(filter, random.pick(DRAWS)(random, call));
  return filter;
}

function range(random: Random, around: string): { from?: string; to?: string } {
  const day = 86_400_000;
  const from = new Date(Date.parse(around) - random.int(0, 5) * day).toISOString();
  const to = new Date(Date.parse(around) + random.int(1, 5) * day).toISOString();
  return random.pick([{ from }, { to }, { from, to }, { from, to }]);
}

/** A part of a number, or all of it, in one of the ways in which people type it. */
function typed(random: Random, number: string | null): string {
  if (number === null || random.chance(0.3)) return random.pick(TYPED_NUMBERS);
  const [start, end] = [random.int(0, 4), random.int(0, 4)];
  const written = random.pick([
    number,
    number.replace('+', '00'),
    number.replace(/^\+7/, '8'),
    number.replace(/^(\+\d)(\d{3})(\d{3})/, '$1 ($2) $3-'),
    number.slice(start, number.length - end),
    number.slice(-4),
    number.slice(-6),
    number.slice(-7),
    number.slice(1, 8),
    number.slice(3, 11),
  ]);
  return written === '' ? number : written;
}
