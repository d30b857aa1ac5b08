import { ChainruleError } from "../errors/chainruleError.ts";
import type { View } from "../graph/lowering.ts";
import { currentScope } from "../graph/scope.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineOp, type OpDefinition } from "./define.ts";
import { readView, rowMajorView } from "./strided.ts";
import { asTuple } from "./tuple.ts";

/** A part of each axis, as Python writes `start:end:step`; axes left out, or `undefined`, are taken whole. */
export interface SliceOptions {
  /** First index, negative ones counted from the back. */
  readonly starts?: readonly (number | undefined)[];
  /** Index to stop before. */
  readonly ends?: readonly (number | undefined)[];
  /** Distance between indices (default 1); negative ones run backwards. */
  readonly steps?: readonly (number | undefined)[];
}

/** Resolved: element i along an axis is x[start + i·step], and there are `sizes` of them. */
type SliceAttributes = {
  readonly starts: readonly number[];
  readonly steps: readonly number[];
  readonly sizes: readonly number[];
};

export const sliceDefinition: OpDefinition<SliceAttributes> = {
  name: "slice",
  summary: { en: "Elements at even distances along each axis.", zh: "沿各轴按等距取出元素。" },
  formula: "y_i = x_{s + i\\,d}",
  family: "indexing",
  infer: (inputs, { sizes }) => ({ shape: sizes, dtype: asTuple(inputs, 1)[0].dtype }),
  forward: ({ inputs, inputShapes, output }, attributes) => {
    readView(inputs[0], slicedView(rowMajorView(asTuple(inputShapes, 1)[0]), attributes), output);
  },
  derivative: {
    kind: "multilinear",
    transpose: ({ inputs, ops }, dy, _index, { starts, steps, sizes }) => {
      const backwards = steps.flatMap((step, axis) => (step < 0 ? [axis] : []));
      return ops.embed(backwards.length === 0 ? dy : ops.flip(dy, backwards), {
        shape: asTuple(inputs, 1)[0].shape,
        starts: starts.map((start, axis) => {
          const step = steps[axis] ?? 1;
          return step < 0 ? start + step * Math.max(0, (sizes[axis] ?? 1) - 1) : start;
        }),
        steps: steps.map(Math.abs),
      });
    },
    apply: (inputs, attributes) => apply(inputs, attributes),
  },
  lowering: (_inputs, _output, attributes) => ({ kind: "view", view: (input) => slicedView(input, attributes) }),
  notation: ([x], { starts, steps, sizes }) => {
    const ranges = starts.map((start, axis) => {
      const step = steps[axis] ?? 1;
      return `${start}:${start + step * (sizes[axis] ?? 0)}${step === 1 ? "" : `:${step}`}`;
    });
    return `${x}[${ranges.join(", ")}]`;
  },
  tolerance: 0,
  domain: { from: -2, to: 2 },
};

const apply = defineOp(sliceDefinition);

/**
 * Elements at even distances along each axis: yᵢ = x[start + i·step], with Python's rules for negative and large indices.
 *
 * @param x - any type and shape
 * @param options - `starts`, `ends` and `steps`, an entry for each axis; axes left out are taken whole
 * @throws ChainruleError if there are more entries than axes, or a step is 0
 * @example
 * const everySecondRow = slice(input("x", [6, 3]), { steps: [2] }); // [3, 3]
 */
export function slice(x: Tensor, options: SliceOptions): Tensor {
  const rank = x.shape.length;
  const { starts = [], ends = [], steps = [] } = options;
  for (const [name, list] of Object.entries({ starts, ends, steps })) {
    if (list.length <= rank && list.every((index) => index === undefined || Number.isInteger(index))) continue;
    throw new ChainruleError("graph.onePerAxis", {
      op: "slice",
      name,
      rank,
      received: `[${list.join(", ")}]`,
      path: currentScope(),
    });
  }
  if (steps.includes(0)) {
    throw new ChainruleError("graph.sliceStep", {
      op: "slice",
      received: `[${steps.join(", ")}]`,
      path: currentScope(),
    });
  }
  const ranges = x.shape.map((size, axis) => resolveRange(size, starts[axis], ends[axis], steps[axis] ?? 1));
  return apply([x], {
    starts: ranges.map((range) => range.start),
    steps: ranges.map((range) => range.step),
    sizes: ranges.map((range) => range.size),
  });
}

interface Range {
  readonly start: number;
  readonly step: number;
  readonly size: number;
}

function resolveRange(size: number, start: number | undefined, end: number | undefined, step: number): Range {
  const [lowest, highest] = step > 0 ? [0, size] : [-1, size - 1];
  const clamp = (index: number): number => Math.min(highest, Math.max(lowest, index < 0 ? index + size : index));
  const first = start === undefined ? (step > 0 ? 0 : size - 1) : clamp(start);
  const stop = end === undefined ? (step > 0 ? size : -1) : clamp(end);
  const count = Math.max(0, Math.ceil((stop - first) / step));
  return { start: count === 0 ? 0 : first, step, size: count };
}

function slicedView(view: View, { starts, steps, sizes }: SliceAttributes): View {
  const offset = starts.reduce((sum, start, axis) => sum + start * (view.strides[axis] ?? 0), view.offset);
  return { shape: sizes, strides: view.strides.map((stride, axis) => stride * (steps[axis] ?? 1)), offset };
}
