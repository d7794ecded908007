import { formatDate } from '../voximplant/dates.js';
import type { RawLeg } from '../voximplant/wire.js';
import { transactionIdOf } from './ids.js';
import { farSide, ownNumber, phoneNumber, sdkUser } from './numbers.js';
import type { SessionDraft } from './session-draft.js';

const DETAILS: Record<number, string> = {
  200: 'Normal call clearing',
  402: 'Insufficient funds',
  403: 'Forbidden',
  404: 'Not Found',
  408: 'Request Timeout',
  480: 'User offline',
  484: 'Address Incomplete',
  486: 'Busy Here',
  487: 'Request Terminated',
  503: 'Service Unavailable',
  600: 'Busy Everywhere',
  603: '',
};
/** Share of the legs that give their end reason as the string which the official type declares (reference 2.5). */
const END_REASON_AS_TEXT = 0.03;
/** Share of the unanswered legs that have no cost at all; the others have one of 0. */
const UNANSWERED_WITHOUT_COST = 0.3;
/** Per begun minute, in the account's currency. */
const PRICE = { incoming: 0.008, outgoing: 0.012, person: 0.018, sdkUser: 0.004 };

/** The legs of a session as they are known at the draft's moment. */
export function writeLegs(draft: SessionDraft): RawLeg[] {
  const { shape, transferAfterSeconds } = draft.plan;
  switch (shape) {
    case 'noLeg':
      return [];
    case 'inbound': {
      const customer = customerLeg(draft, 1, true);
      return transferAfterSeconds === undefined ? [customer] : [customer, personLeg(draft, transferAfterSeconds)];
    }
    case 'outbound':
      return [customerLeg(draft, 1, false)];
    case 'sdkUser':
      return [sdkUserLeg(draft), customerLeg(draft, 2, false)];
  }
}

function customerLeg(draft: SessionDraft, which: number, incoming: boolean): RawLeg {
  const { plan, random, answered, recordUrls } = draft;
  const local_number = ownNumber(random);
  const far = farSide(random);
  const unansweredCost = random.chance(UNANSWERED_WITHOUT_COST) ? undefined : 0;
  const cost =
    plan.endCode === 200 ? draft.cost(plan.talkSeconds, PRICE[incoming ? 'incoming' : 'outgoing']) : unansweredCost;
  return {
    ...legHead(draft, which, plan.startSeconds),
    local_number,
    ...far,
    incoming,
    successful: answered,
    ...(answered && recordUrls[0] !== undefined && { record_url: recordUrls[0] }),
    ...legEnd(draft, plan.talkSeconds, plan.endCode, cost),
  };
}

/** The colleague to whom the agent passed the caller on. */
function personLeg(draft: SessionDraft, afterSeconds: number): RawLeg {
  const seconds = draft.plan.talkSeconds - afterSeconds;
  return {
    ...legHead(draft, 2, draft.answerSeconds + afterSeconds),
    local_number: ownNumber(draft.random),
    remote_number: phoneNumber(draft.random),
    remote_number_type: 'pstn',
    incoming: false,
    successful: true,
    ...legEnd(draft, seconds, 200, draft.cost(seconds, PRICE.person)),
  };
}

/** Someone who dials out from a web or mobile client: the platform sees an incoming leg (reference, trap 23). */
function sdkUserLeg(draft: SessionDraft): RawLeg {
  const { plan, random } = draft;
  return {
    ...legHead(draft, 1, plan.startSeconds),
    local_number: phoneNumber(random),
    remote_number: sdkUser(random),
    remote_number_type: random.pick(['user', 'User']),
    incoming: true,
    successful: true,
    ...legEnd(draft, plan.durationSeconds, 200, draft.cost(plan.durationSeconds, PRICE.sdkUser)),
  };
}

function legHead({ plan, mediaServer }: SessionDraft, which: number, startSeconds: number): RawLeg {
  return {
    call_id: plan.sessionId + which,
    start_time: formatDate(startSeconds),
    media_server_address: mediaServer,
    transaction_id: transactionIdOf(plan.sessionId, which),
  };
}

/** Duration, reason and cost, as far as they are known. */
function legEnd(draft: SessionDraft, seconds: number, code: number | undefined, cost: RawLeg['cost']): Partial<RawLeg> {
  const asText = draft.random.chance(END_REASON_AS_TEXT);
  if (!draft.ended) return {};
  const details = code === undefined ? '' : (DETAILS[code] ?? '');
  return {
    duration: draft.numeric(seconds),
    ...(code !== undefined && { end_reason: asText ? `${code} ${details}` : { code, details } }),
    ...(cost !== undefined && draft.isBilled('legs') && { cost }),
  };
}
