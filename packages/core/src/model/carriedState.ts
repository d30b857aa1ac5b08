import { elementCount } from "../graph/shape.ts";
import type { Update } from "../graph/step.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { CarriedAccess, CarriedState } from "../layers/layer.ts";
import { concat } from "../ops/concat.ts";
import { slice } from "../ops/slice.ts";
import { variable } from "../ops/variable.ts";

/**
 * State that layers hand from batch to batch, a variable of [batch size, …] for each: row r of a batch goes on where row r
 * of the batch before stopped. A smaller last batch uses the first rows and leaves the others as they are.
 */
export function carriedVariables(states: readonly CarriedState[], batchSize: number): ReadonlyMap<string, Tensor> {
  return new Map(
    states.map(({ name, shape }) => {
      const whole = [batchSize, ...shape];
      const initial = (): Float64Array => new Float64Array(elementCount(whole));
      return [name, variable({ name, shape: whole, dtype: "f32", trainable: false, initial })];
    }),
  );
}

/** The way to carried state for a batch of `size` rows. */
export function carriedAccess(
  variables: ReadonlyMap<string, Tensor>,
  size: number,
  updates: Update[],
): CarriedAccess | undefined {
  if (variables.size === 0) return undefined;
  const find = ({ name }: CarriedState): { readonly kept: Tensor; readonly rows: number } => {
    const kept = variables.get(name);
    if (kept === undefined) throw new TypeError(`no carried state ${name}`);
    return { kept, rows: kept.shape[0] ?? 0 };
  };
  return {
    read: (state) => {
      const { kept, rows } = find(state);
      return size === rows ? kept : slice(kept, { ends: [size] });
    },
    write: (state, value) => {
      const { kept, rows } = find(state);
      const rest = size === rows ? [] : [slice(kept, { starts: [size] })];
      updates.push({ variable: kept, value: rest.length === 0 ? value : concat([value, ...rest], 0) });
    },
  };
}
