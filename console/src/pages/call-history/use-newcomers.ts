import { useEffect, useRef, useState } from 'react';
import type { CallOrder } from '../../api/generated';
import type { CallEdge } from './use-call-list';

const SHOWN_MS = 1600;

/** Ids of calls that have just come to the top of a list that was there already: they slide in. */
export function useNewcomers(edges: readonly CallEdge[], order: CallOrder): ReadonlySet<string> {
  const [newcomers, setNewcomers] = useState<ReadonlySet<string>>(new Set());
  const before = useRef<{ order: CallOrder; ids: ReadonlySet<string> } | null>(null);
  useEffect(() => {
    const ids = new Set(edges.map(({ node }) => node.id));
    const known = before.current;
    before.current = { order, ids };
    if (known === null || known.order !== order || known.ids.size === 0) return;
    const firstKnown = edges.findIndex(({ node }) => known.ids.has(node.id));
    if (firstKnown <= 0) return;
    setNewcomers(new Set(edges.slice(0, firstKnown).map(({ node }) => node.id)));
    const timer = setTimeout(() => setNewcomers(new Set()), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [edges, order]);
  return newcomers;
}
