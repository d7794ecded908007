import { Dice, Random } from './random.js';

export type Shape = 'inbound' | 'outbound' | 'sdkUser' | 'noLeg';

/** What happened in one session, in full: what of it shows at a given moment is decided when the row is written. */
export interface SessionPlan {
  readonly index: number;
  readonly sessionId: number;
  readonly startSeconds: number;
  readonly shape: Shape;
  /** SIP-like code of the customer leg's end; undefined where the platform gives none. */
  readonly endCode: number | undefined;
  readonly ringSeconds: number;
  /** 0 if nobody answered. */
  readonly talkSeconds: number;
  /** Of the whole session, ringing included. */
  readonly durationSeconds: number;
  /** Second into the talk at which a person was called in; undefined if none was. */
  readonly transferAfterSeconds: number | undefined;
  readonly hasConversation: boolean;
}

const SHAPES = new Dice<Shape>({ inbound: 48, outbound: 45, sdkUser: 5, noLeg: 2 });
/** Codes of reference 2.9; `none` is a leg without an end reason. */
const INBOUND_ENDS = new Dice({ '200': 88, '487': 7, '486': 3, none: 2 });
const OUTBOUND_ENDS = new Dice({
  ...{ '200': 60, '408': 12, '480': 8, '487': 3, '486': 9, '603': 3, '600': 0.5 },
  ...{ '404': 1.5, '484': 0.5, '403': 0.5, '402': 0.5, '503': 1, none: 0.5 },
});
const MEAN_TALK_SECONDS = 100;
const LONGEST_TALK_SECONDS = 1800;
/** Share of the answered calls that end before the agent is connected. */
const ABANDONED = 0.03;
/** Share of the longer inbound calls that are passed on to a person. */
const TRANSFERRED = 0.2;

export interface PlanSource {
  readonly seed: number;
  readonly index: number;
  readonly sessionId: number;
  readonly startSeconds: number;
  /** Talks on for some minutes, whatever the dice say. */
  readonly long: boolean;
}

export function planSession({ seed, index, sessionId, startSeconds, long }: PlanSource): SessionPlan {
  const random = new Random(seed, index, 2);
  const shape = long ? 'outbound' : random.roll(SHAPES);
  const base = { index, sessionId, startSeconds, shape };
  if (shape === 'noLeg') {
    const silent = { endCode: undefined, ringSeconds: 0, talkSeconds: 0, transferAfterSeconds: undefined };
    return { ...base, ...silent, durationSeconds: random.int(0, 2), hasConversation: false };
  }
  const end = long ? '200' : random.roll<string>(shape === 'inbound' ? INBOUND_ENDS : OUTBOUND_ENDS);
  const answered = end === '200';
  const ringSeconds = ringing(random, shape, end);
  const talkSeconds = answered ? talking(random) + (long ? 240 : 0) : 0;
  const hasConversation = answered && (long || !random.chance(ABANDONED));
  const transferred = hasConversation && talkSeconds > 60 && shape === 'inbound' && random.chance(TRANSFERRED);
  return {
    ...base,
    endCode: end === 'none' ? undefined : Number(end),
    ringSeconds,
    talkSeconds,
    durationSeconds: ringSeconds + talkSeconds + random.int(0, 3),
    transferAfterSeconds: transferred ? random.int(20, 50) : undefined,
    hasConversation,
  };
}

function talking(random: Random): number {
  return Math.min(LONGEST_TALK_SECONDS, Math.floor(8 - Math.log(1 - random.next()) * MEAN_TALK_SECONDS));
}

function ringing(random: Random, shape: Shape, end: string): number {
  if (end === '408') return 60; // the platform gives up after 60 s
  if (end === '486') return random.int(1, 4);
  if (shape === 'inbound') return end === '200' ? random.int(0, 2) : random.int(2, 20);
  return random.int(4, 28);
}
