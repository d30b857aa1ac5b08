import { ChainruleError } from "../errors/chainruleError.ts";
import { currentScope } from "../graph/scope.ts";
import { formatShape, rowMajorStrides, type Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineOp, type OpDefinition } from "./define.ts";
import { requireWhole } from "./require.ts";
import { forEachOffset } from "./strided.ts";
import { asTuple } from "./tuple.ts";

/** Where a tensor is put inside a larger one. */
export interface EmbedOptions {
  /** Shape of the larger tensor. */
  readonly shape: Shape;
  /** Where the first element goes. */
  readonly starts: readonly number[];
  /** Distance between neighbours along each axis, 1 or more (default 1). */
  readonly steps?: readonly number[];
  /** The value of all other elements (default 0). */
  readonly fill?: number;
}

type EmbedAttributes = {
  readonly shape: Shape;
  readonly starts: readonly number[];
  readonly steps: readonly number[];
  readonly fill: number;
};

export const embedDefinition: OpDefinition<EmbedAttributes> = {
  name: "embed",
  summary: {
    en: "A tensor laid into a larger one that is filled with a value.",
    zh: "把张量放进以某值填充的更大张量中。",
  },
  formula: "y_{s + i\\,d} = x_i, \\quad y = c \\text{ elsewhere}",
  family: "indexing",
  infer: (inputs, attributes) => {
    const [x] = asTuple(inputs, 1);
    const { shape, starts, steps } = attributes;
    const rank = x.shape.length;
    for (const [name, list] of Object.entries({ shape, starts, steps })) {
      if (list.length === rank) continue;
      throw new ChainruleError("graph.onePerAxis", {
        op: "embed",
        name,
        rank,
        received: formatShape(list),
        path: currentScope(),
      });
    }
    requireWhole("embed", "starts", starts, 0);
    requireWhole("embed", "steps", steps, 1);
    const reached = x.shape.map((size, axis) =>
      size === 0 ? 0 : (starts[axis] ?? 0) + (steps[axis] ?? 1) * (size - 1) + 1,
    );
    if (reached.some((end, axis) => end > (shape[axis] ?? 0))) {
      throw new ChainruleError("graph.embedFits", {
        op: "embed",
        expected: formatShape(shape),
        received: formatShape(reached),
        path: currentScope(),
      });
    }
    return { shape, dtype: x.dtype };
  },
  forward: ({ inputs, inputShapes, output }, { shape, starts, steps, fill }) => {
    const [x] = asTuple(inputs, 1);
    const whole = rowMajorStrides(shape);
    const offset = starts.reduce((sum, start, axis) => sum + start * (whole[axis] ?? 0), 0);
    const strides = whole.map((stride, axis) => stride * (steps[axis] ?? 1));
    output.fill(fill);
    forEachOffset({ shape: asTuple(inputShapes, 1)[0], strides, offset }, (index, place) => {
      output[place] = x[index] ?? Number.NaN;
    });
  },
  derivative: {
    kind: "general",
    reverse: ({ inputs, ops }, dy, { starts, steps }) => {
      const [x] = asTuple(inputs, 1);
      const ends = x.shape.map((size, axis) => (starts[axis] ?? 0) + (steps[axis] ?? 1) * size);
      return [ops.slice(dy, { starts, ends, steps })];
    },
    forward: ({ ops }, [dx], attributes) => dx && ops.embed(dx, { ...attributes, fill: 0 }),
  },
  lowering: (_inputs, _output, { starts, steps, fill }) => ({
    kind: "assemble",
    fill,
    parts: [{ input: 0, start: starts, ...(steps.every((step) => step === 1) ? {} : { steps }) }],
  }),
  notation: ([x], { shape }) => `\\operatorname{embed}_{${shape.join("\\times ")}}(${x})`,
  tolerance: 0,
  domain: { from: -2, to: 2 },
};

const apply = defineOp(embedDefinition);

/**
 * A tensor laid into a larger one: y[start + i·step] = xᵢ, and `fill` elsewhere. With fill 0 it is the transpose of `slice`.
 *
 * @param x - any type
 * @param options - `shape` of the result, `starts`, `steps` and `fill`
 * @throws ChainruleError if `x` does not fit
 * @example
 * const spaced = embed(input("x", [3]), { shape: [6], starts: [0], steps: [2] });
 */
export function embed(x: Tensor, { shape, starts, steps = starts.map(() => 1), fill = 0 }: EmbedOptions): Tensor {
  return apply([x], { shape, starts, steps, fill });
}
