import { elementCount } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { resolveAxis } from "./axes.ts";
import { defineOp, type OpDefinition } from "./define.ts";
import { requireType, requireWhole } from "./require.ts";
import { reshape } from "./reshape.ts";
import { asTuple } from "./tuple.ts";

type ArgMaxAttributes = { readonly axis: number };

export const argMaxDefinition: OpDefinition<ArgMaxAttributes> = {
  name: "argMax",
  summary: { en: "Place of the largest element along an axis.", zh: "沿某轴最大元素的位置。" },
  formula: "y = \\operatorname{arg\\,max}_i x_i",
  family: "reduction",
  infer: (inputs, { axis }) => {
    const [x] = asTuple(inputs, 1);
    requireType("argMax", x, "f32");
    requireWhole("argMax", "size of the axis", [x.shape[axis] ?? 0], 1);
    return { shape: x.shape.filter((_, place) => place !== axis), dtype: "i32" };
  },
  forward: ({ inputs, inputShapes, output }, { axis }) => {
    const [x] = asTuple(inputs, 1);
    const [shape] = asTuple(inputShapes, 1);
    const length = shape[axis] ?? 1;
    const inner = elementCount(shape.slice(axis + 1));
    for (let unit = 0; unit < output.length; unit += 1) {
      const first = Math.floor(unit / inner) * length * inner + (unit % inner);
      let best = 0;
      let maximum = x[first] ?? Number.NaN;
      for (let k = 1; k < length && !Number.isNaN(maximum); k += 1) {
        const value = x[first + k * inner] ?? Number.NaN;
        if (value > maximum || Number.isNaN(value)) {
          maximum = value;
          best = k;
        }
      }
      output[unit] = best;
    }
  },
  derivative: { kind: "none", reason: "a place moves only in jumps" },
  lowering: ([x], output, { axis }) => {
    const length = x?.shape[axis] ?? 1;
    const inner = elementCount(x?.shape.slice(axis + 1) ?? []);
    return {
      kind: "kernel",
      strided: [false],
      call: () => ({
        kernel: "argMax",
        arguments: ["output", { input: 0 }, length, inner, "begin", "end"],
        units: elementCount(output.shape),
        grain: 16,
        scratchBytes: 0,
      }),
    };
  },
  notation: ([x], { axis }) => `\\operatorname{arg\\,max}_{i_{${axis}}} ${x}`,
  flops: ([x]) => elementCount(x ?? []),
  tolerance: 0,
  domain: { from: -2, to: 2 },
};

const apply = defineOp(argMaxDefinition);

/**
 * Place of the largest element along an axis, as i32. The first of equal ones wins; NaN counts as the largest.
 *
 * @param x - f32, any shape
 * @param axis - negative ones count from the back (default: the last)
 * @param options - `keepDims` keeps the axis with size 1
 * @throws ChainruleError if the axis does not exist or is empty
 * @example
 * const digit = argMax(input("logits", [64, 10])); // [64]
 */
export function argMax(
  x: Tensor,
  axis: number = -1,
  { keepDims = false }: { readonly keepDims?: boolean } = {},
): Tensor {
  const along = resolveAxis("argMax", axis, x.shape.length);
  const places: Tensor = apply([x], { axis: along });
  return keepDims ? reshape(places, x.shape.with(along, 1)) : places;
}
