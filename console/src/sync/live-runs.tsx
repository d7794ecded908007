import { useApolloClient } from '@apollo/client/react';
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useSignedIn } from '../api/api-context';
import { RunDocument, type RunFieldsFragment, RunUpdatedDocument } from '../api/generated';
import { useRestored } from '../api/line';
import { isFinal } from './run-status';

export type Run = RunFieldsFragment;

interface LiveRuns {
  /** Those that are live, and those that were seen to end and have not been dismissed; the oldest first. */
  runs: readonly Run[];
  /** A run that a mutation has answered: it is shown at once, before the subscription tells of it. */
  add: (run: Run) => void;
  dismiss: (id: string) => void;
}

const Context = createContext<LiveRuns | null>(null);

/**
 * Follows every run of the workspace. The subscription starts with the live ones, so a reload finds them; runs that ended
 * while the line was lost are asked for when it is back.
 */
export function LiveRunsProvider({ children }: { children: ReactNode }) {
  const client = useApolloClient();
  const restored = useRestored(useSignedIn().line);
  const [runs, setRuns] = useState<ReadonlyMap<string, Run>>(new Map());

  const take = useCallback((run: Run) => {
    setRuns((before) => {
      const known = before.get(run.id);
      if (known === undefined && isFinal(run)) return before;
      if (known && known.progress.sequence > run.progress.sequence) return before; // older than what is shown
      return new Map(before).set(run.id, run);
    });
  }, []);

  useEffect(() => {
    const subscription = client
      .subscribe({ query: RunUpdatedDocument })
      .subscribe({ next: ({ data }) => data && take(data.syncRunUpdated), error: () => undefined });
    return () => subscription.unsubscribe();
  }, [client, take]);

  const shown = useRef(runs);
  useEffect(() => {
    shown.current = runs;
  }, [runs]);
  useEffect(() => {
    if (restored === 0) return;
    for (const run of shown.current.values()) {
      if (isFinal(run)) continue;
      void client.query({ query: RunDocument, variables: { id: run.id }, fetchPolicy: 'network-only' }).then(
        ({ data }) => data?.syncRun && take(data.syncRun),
        () => undefined, // it is asked for again when the line is back again
      );
    }
  }, [client, restored, take]);

  const dismiss = useCallback((id: string) => {
    setRuns((before) => {
      const after = new Map(before);
      after.delete(id);
      return after;
    });
  }, []);

  const value = useMemo(() => ({ runs: [...runs.values()], add: take, dismiss }), [runs, take, dismiss]);
  return <Context value={value}>{children}</Context>;
}

export function useLiveRuns(): LiveRuns {
  const live = use(Context);
  if (live === null) throw new Error('There is no LiveRunsProvider above');
  return live;
}
