import type { CallRowFragment } from '../api/generated';

type Numbers = Pick<CallRowFragment, 'direction' | 'fromNumber' | 'toNumber'>;

/** The number of the person on the phone, by which people tell calls apart. */
export function farNumber({ direction, fromNumber, toNumber }: Numbers): string | null {
  return direction === 'OUTBOUND' ? (toNumber ?? fromNumber) : (fromNumber ?? toNumber);
}
