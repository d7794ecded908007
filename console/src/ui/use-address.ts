import { useCallback } from 'react';
import { type NavigateOptions, useSearchParams } from 'react-router';

/**
 * What the address has behind its `?`, and how to change it. A change begins with the address as it is by then:
 * `useSearchParams` begins with the one that was rendered last, so of two changes between two renderings one would be lost.
 */
export function useAddress() {
  const [address, setAddress] = useSearchParams();
  const change = useCallback(
    (next: (now: URLSearchParams) => URLSearchParams, options?: NavigateOptions) =>
      setAddress(next(new URLSearchParams(window.location.search)), options),
    [setAddress],
  );
  return [address, change] as const;
}
