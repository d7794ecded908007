import { ArtifactState } from './call.enums.js';

/**
 * A transcript and a recording are expected from the moment at which the conversation is known, or another one is; but what
 * was removed here does not come back.
 * @param state as it was; undefined for a new call
 */
export function stateOnceLinked(state: ArtifactState | undefined, relinked: boolean): ArtifactState {
  if (state === ArtifactState.ERASED || state === ArtifactState.EXPIRED) return state;
  return relinked ? ArtifactState.EXPECTED : (state ?? ArtifactState.NONE);
}
