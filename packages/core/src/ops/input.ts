import type { BoundOp } from "../graph/boundOp.ts";
import type { DType } from "../graph/dtype.ts";
import type { Shape } from "../graph/shape.ts";
import { makeTensor, type Tensor } from "../graph/tensor.ts";

function inputOp(name: string): BoundOp {
  return {
    name: "input",
    attributes: { name },
    forward: () => {
      throw new TypeError("inputs are fed, not computed");
    },
    derivative: { kind: "none", reason: "an input depends on nothing" },
    lowering: { kind: "input", name },
    notation: () => name,
    flops: () => 0,
  };
}

/**
 * A place for numbers that are fed at each run, under a name.
 *
 * @param name - key in the feeds
 * @param shape - sizes along the axes, outermost first; `[]` for a scalar
 * @param dtype - `"f32"` (default), `"i32"` or `"bool"`
 * @example
 * const x = input("X", [2, 4]);
 */
export function input<const S extends Shape>(name: string, shape: S, dtype: DType = "f32"): Tensor<S> {
  return makeTensor(inputOp(name), [], { shape, dtype }, name);
}
