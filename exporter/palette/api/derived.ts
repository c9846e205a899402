/**
 * What follows from lists of the fleet, worked out once for as long as they are the same: a list is replaced whole, and
 * collectors are asked for their items again and again. So equal lists give the same result, not only an equal one.
 */
export function derived<From extends readonly [object, ...object[]], Result>(
  derive: (...from: From) => Result,
): (...from: From) => Result {
  const known = new WeakMap<object, { readonly from: From; readonly result: Result }>();
  return (...from) => {
    const before = known.get(from[0]);
    if (before?.from.every((part, index) => part === from[index])) return before.result;
    const result = derive(...from);
    known.set(from[0], { from, result });
    return result;
  };
}
