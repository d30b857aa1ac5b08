import { ChainruleError } from "../errors/chainruleError.ts";
import { random } from "../random/generator.ts";

/** How {@link Dataset.split} divides. */
export interface SplitOptions {
  /** Share of the examples that the test part gets, between 0 and 1, or their number. */
  readonly test: number;
  /** Default 0. */
  readonly seed?: number | undefined;
  /** Whether every class is divided in the same proportion. Default: true if targets are classes. */
  readonly stratified?: boolean | undefined;
}

/** Indices of both parts, ascending. */
export interface SplitIndices {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/**
 * Divides 0 … length − 1 at random.
 *
 * Stratified, class c with nₖ examples gives ⌊nₖ · share⌋ or one more to the test part, those with the largest remainders
 * first, and always keeps one for training.
 *
 * @param classes class of each example, if there are classes
 * @throws ChainruleError if `test` is neither a share nor a number of examples, or a part would be empty
 * @example
 * const { train, test } = splitIndices(8400, undefined, { test: 0.1, seed: 1 });
 */
export function splitIndices(
  length: number,
  classes: ArrayLike<number> | undefined,
  options: SplitOptions,
): SplitIndices {
  const { test, seed = 0, stratified = classes !== undefined } = options;
  const isShare = test > 0 && test < 1;
  if (!isShare && !(Number.isInteger(test) && test > 0)) {
    throw new ChainruleError("data.option", {
      subject: "split",
      name: "test",
      expected: "0 < test < 1, or 1, 2, 3, …",
      received: String(test),
    });
  }
  if (stratified && classes === undefined) {
    throw new ChainruleError("data.option", {
      subject: "split",
      name: "stratified",
      expected: "false without classes",
      received: "true",
    });
  }
  const testCount = isShare ? Math.max(1, Math.round(length * test)) : test;
  const failEmpty = (): never => {
    throw new ChainruleError("data.splitEmpty", { length, received: String(test) });
  };
  if (testCount >= length) failEmpty();
  const groups = groupByClass(length, stratified ? classes : undefined);
  const quotas = apportion(groups, testCount / length, testCount);
  const generator = random({ seed, stream: "split" });
  const inTest = new Uint8Array(length);
  let chosen = 0;
  groups.forEach((group, i) => {
    const order = generator.permutation(group.length);
    for (let k = 0; k < (quotas[i] ?? 0); k += 1) {
      inTest[group[order[k] ?? 0] ?? 0] = 1;
      chosen += 1;
    }
  });
  if (chosen === 0) failEmpty();
  const indices = Int32Array.from({ length }, (_, i) => i);
  return { train: indices.filter((i) => inTest[i] === 0), test: indices.filter((i) => inTest[i] === 1) };
}

function groupByClass(length: number, classes: ArrayLike<number> | undefined): number[][] {
  const groups = new Map<number, number[]>();
  for (let i = 0; i < length; i += 1) {
    const key = classes?.[i] ?? 0;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [i]);
    else group.push(i);
  }
  return [...groups.keys()].sort((a, b) => a - b).map((key) => groups.get(key) ?? []);
}

function apportion(groups: readonly (readonly number[])[], share: number, total: number): number[] {
  const quotas = groups.map((group) => Math.min(Math.floor(group.length * share), group.length - 1));
  const remainder = (i: number): number => (groups[i]?.length ?? 0) * share - (quotas[i] ?? 0);
  const byRemainder = groups.map((_, i) => i).sort((a, b) => remainder(b) - remainder(a) || a - b);
  let left = total - quotas.reduce((sum, quota) => sum + quota, 0);
  for (const i of byRemainder) {
    if (left <= 0) break;
    const quota = quotas[i] ?? 0;
    if (quota >= (groups[i]?.length ?? 0) - 1) continue;
    quotas[i] = quota + 1;
    left -= 1;
  }
  return quotas;
}
