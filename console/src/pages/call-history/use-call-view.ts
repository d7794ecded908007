import { useCallback, useMemo } from 'react';
import { useAddress } from '../../ui/use-address';
import { addressOf, type CallView, filterOf, viewOf } from './call-filters';

/** The view that the address names, and how to change it; what is typed replaces the entry in the browser's history. */
export function useCallView() {
  const [address, changeAddress] = useAddress();
  const text = address.toString();
  const view = useMemo(() => viewOf(new URLSearchParams(text)), [text]);
  const filter = useMemo(() => filterOf(view), [view]);
  const change = useCallback(
    (changes: Partial<CallView>, options?: { replace?: boolean }) =>
      changeAddress((before) => addressOf({ ...viewOf(before), ...changes }), options),
    [changeAddress],
  );
  return { view, filter, change };
}
