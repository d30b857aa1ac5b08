/** A tuple of `N` values of one type, for the few operand counts that ops have. */
export type Tuple<T, N extends number> = N extends 0
  ? readonly []
  : N extends 1
    ? readonly [T]
    : N extends 2
      ? readonly [T, T]
      : N extends 3
        ? readonly [T, T, T]
        : readonly T[];

function isTuple<T, N extends number>(values: readonly T[], count: N): values is Tuple<T, N> & readonly T[] {
  return values.length === count;
}

/** The list as a tuple of the expected length. */
export function asTuple<T, N extends number>(values: readonly T[], count: N): Tuple<T, N> {
  if (!isTuple(values, count)) throw new RangeError(`expected ${count} operands, got ${values.length}`);
  return values;
}
