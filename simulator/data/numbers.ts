import type { Random } from './random.js';

/**
 * Ranges that regulators keep for fiction, so that no real person's number is ever made; digits without `+`, `x` is free.
 * Those of 447700900 are valid for nobody: a number that a mirror has to keep as it is.
 */
const PEOPLE = [
  '1202555xxxx',
  '1415555xxxx',
  '447700900xxx',
  '442079460xxx',
  '493023125xxx',
  '4917604069xxx',
  '33199001xxx',
  '33639981xxx',
  '61491570xxx',
  '46701740xxx',
];
/** What every account has rented. */
export const OWN_NUMBERS: readonly string[] = ['12025550110', '442079460110', '493023125110'];
const SIP = ['sip:reception@pbx.example.com', 'sip:4711@pbx.example.com:5060', 'reception'];
const SDK_USERS = ['anna', 'bela', 'chioma', 'dmitri'];

/** The far side of a leg: a number without `+`, now and then a SIP address or a name (reference, trap 19). */
export function farSide(random: Random): { remote_number: string; remote_number_type: string } {
  if (random.chance(0.03)) return { remote_number: random.pick(SIP), remote_number_type: random.pick(['sip', 'SIP']) };
  if (random.chance(0.01)) return { remote_number: 'anonymous', remote_number_type: 'pstn' };
  const remote_number_type = random.pick(['pstn', 'pstn', 'mobile', 'PSTN', 'Mobile']);
  return { remote_number: phoneNumber(random), remote_number_type };
}

export function phoneNumber(random: Random): string {
  return random.pick(PEOPLE).replace(/x/g, () => String(random.int(0, 9)));
}

export function ownNumber(random: Random): string {
  return random.pick(OWN_NUMBERS);
}

export function sdkUser(random: Random): string {
  return random.pick(SDK_USERS);
}
