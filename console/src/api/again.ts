/** Asks once more and does not wait; whether it failed stands in the state of the query. */
export const again = (refetch: () => Promise<unknown>) => () => {
  refetch().catch(() => undefined);
};
