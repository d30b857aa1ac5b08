import { elementCount, type Shape } from "../graph/shape.ts";
import type { Step, Update } from "../graph/step.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add } from "../ops/add.ts";
import { div } from "../ops/div.ts";
import { greater } from "../ops/greater.ts";
import { mul } from "../ops/mul.ts";
import { variable } from "../ops/variable.ts";
import { where } from "../ops/where.ts";
import { zeros } from "../ops/zeros.ts";

/**
 * Gradients gathered over several batches before one update: Σ cₖgₖ and Σ cₖ, where cₖ is what the loss of batch k is the
 * mean over. Their quotient is the gradient that one batch of all these examples would have.
 */
export interface Accumulation {
  /** Σ cₖgₖ by parameter. */
  readonly sums: Readonly<Record<string, Tensor>>;
  /** Σ cₖ. */
  readonly share: Tensor;
  /** Count of batches in the whole training, for layers that draw anew in each: a scalar i32. */
  readonly batches: Tensor;
}

function zeroVariable(name: string, shape: Shape, dtype: "f32" | "i32" = "f32"): Tensor {
  return variable({ name, shape, dtype, trainable: false, initial: () => new Float64Array(elementCount(shape)) });
}

export function accumulationOf(parameters: Readonly<Record<string, Tensor>>): Accumulation {
  const sums = Object.entries(parameters).map(
    ([key, { shape }]) => [key, zeroVariable(`${key}/accumulated`, shape)] as const,
  );
  return {
    sums: Object.fromEntries(sums),
    share: zeroVariable("accumulatedShare", []),
    batches: zeroVariable("batches", [], "i32"),
  };
}

/** Its variables by the names that checkpoints use. */
export function accumulationVariables({ sums, share, batches }: Accumulation): ReadonlyMap<string, Tensor> {
  return new Map([
    ...Object.entries(sums).map(([key, sum]) => [`accumulated/${key}`, sum] as const),
    ["training/accumulatedShare", share],
    ["training/batches", batches],
  ]);
}

/** Adds a batch's gradients. */
export function gather(
  { sums, share, batches }: Accumulation,
  gradients: Readonly<Record<string, Tensor>>,
  ownShare: Tensor,
): readonly Update[] {
  const added = Object.entries(sums).map(([key, sum]): Update => {
    const gradient = gradients[key];
    if (gradient === undefined) throw new TypeError(`no gradient for ${key}`);
    return { variable: sum, value: add(sum, mul(gradient, ownShare)) };
  });
  return [...added, { variable: share, value: add(share, ownShare) }, { variable: batches, value: add(batches, 1) }];
}

/** The step that makes one update of what was gathered, and begins anew. */
export function applyGathered(
  { sums, share }: Accumulation,
  updates: (gradients: Readonly<Record<string, Tensor>>) => readonly Update[],
): Step {
  // Where nothing counted there is no gradient.
  const divisor = where(greater(share, 0), share, 1);
  const gradients = Object.fromEntries(Object.entries(sums).map(([key, sum]) => [key, div(sum, divisor)]));
  const cleared = [...Object.values(sums), share].map((kept): Update => ({ variable: kept, value: zeros(kept.shape) }));
  return { outputs: {}, updates: [...updates(gradients), ...cleared] };
}
