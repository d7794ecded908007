import { createContext, use } from 'react';
import type { ViewerFieldsFragment } from './generated';
import type { Line } from './line';

export interface SignedIn {
  viewer: ViewerFieldsFragment;
  line: Line;
}

export const SignedInContext = createContext<SignedIn | null>(null);

/** Who is signed in. */
export function useSignedIn(): SignedIn {
  const signedIn = use(SignedInContext);
  if (signedIn === null) throw new Error('Only for what is shown to someone signed in');
  return signedIn;
}

/** What the viewer may do; each role includes the ones below it. */
export function useMay(): { operate: boolean; administer: boolean } {
  const { role } = useSignedIn().viewer;
  return { operate: role !== 'VIEWER', administer: role === 'ADMIN' };
}
