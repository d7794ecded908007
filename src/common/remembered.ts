/** The same function, which gives the same result, the very same object, for the same argument as long as that exists. */
export function remembered<Argument extends object, Result>(make: (argument: Argument) => Result): typeof make {
  const results = new WeakMap<Argument, { result: Result }>();
  return (argument) => {
    let known = results.get(argument);
    if (known === undefined) results.set(argument, (known = { result: make(argument) }));
    return known.result;
  };
}
