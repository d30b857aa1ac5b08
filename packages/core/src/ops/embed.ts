import { ChainruleError } from "../errors/chainruleError.ts";
import { currentScope } from "../graph/scope.ts";
import { formatShape, rowMajorStrides, type Shape } from "../graph/shape.ts";
import type { Tensor, TensorType } from "../graph/tensor.ts";
import { defineOp, type OpDefinition } from "./define.ts";
import { requireType, requireWhole } from "./require.ts";
import { forEachOffset } from "./strided.ts";

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

/** Where one of several tensors is put. */
export type EmbedPlace = { readonly starts: readonly number[]; readonly steps: readonly number[] };

type EmbedAttributes = { readonly shape: Shape; readonly places: readonly EmbedPlace[]; readonly fill: number };

export const embedDefinition: OpDefinition<EmbedAttributes> = {
  name: "embed",
  summary: {
    en: "Tensors laid into a larger one that is filled with a value.",
    zh: "把一个或几个张量放进以某值填充的更大张量中。",
  },
  formula: "y_{s + i\\,d} = x_i, \\quad y = c \\text{ elsewhere}",
  family: "indexing",
  infer: (inputs, { shape, places }) => {
    const [first] = inputs;
    if (first === undefined) throw new ChainruleError("graph.notEmpty", { op: "embed", path: currentScope() });
    for (const x of inputs) requireType("embed", x, first.dtype);
    inputs.forEach((x, index) => {
      requirePlace(x, shape, places[index] ?? { starts: [], steps: [] });
    });
    return { shape, dtype: first.dtype };
  },
  forward: ({ inputs, inputShapes, output }, { shape, places, fill }) => {
    const whole = rowMajorStrides(shape);
    output.fill(fill);
    inputs.forEach((x, index) => {
      const { starts = [], steps = [] } = places[index] ?? {};
      const offset = starts.reduce((sum, start, axis) => sum + start * (whole[axis] ?? 0), 0);
      const strides = whole.map((stride, axis) => stride * (steps[axis] ?? 1));
      forEachOffset({ shape: inputShapes[index] ?? [], strides, offset }, (from, place) => {
        output[place] = x[from] ?? Number.NaN;
      });
    });
  },
  derivative: {
    kind: "general",
    reverse: ({ inputs, ops, wants }, dy, { places }) =>
      inputs.map((x, index) => {
        const { starts = [], steps = [] } = places[index] ?? {};
        const ends = x.shape.map((size, axis) => (starts[axis] ?? 0) + (steps[axis] ?? 1) * size);
        return wants(x) ? ops.slice(dy, { starts, ends, steps }) : undefined;
      }),
    forward: (_call, tangents, { shape, places }) => {
      const moved = tangents.flatMap((tangent, index) => {
        const place = places[index];
        return tangent === undefined || place === undefined ? [] : [{ tangent, place }];
      });
      return apply(
        moved.map(({ tangent }) => tangent),
        { shape, places: moved.map(({ place }) => place), fill: 0 },
      );
    },
  },
  lowering: (_inputs, _output, { places, fill }) => ({
    kind: "assemble",
    fill,
    parts: places.map(({ starts, steps }, input) => ({
      input,
      start: starts,
      ...(steps.every((step) => step === 1) ? {} : { steps }),
    })),
  }),
  notation: (operands, { shape }) => `\\operatorname{embed}_{${shape.join("\\times ")}}(${operands.join(", ")})`,
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
  return apply([x], { shape, places: [{ starts, steps }], fill });
}

/** Several tensors laid side by side into one of zeros; none may cover another. */
export function embedAll(tensors: readonly Tensor[], shape: Shape, places: readonly EmbedPlace[]): Tensor {
  return apply(tensors, { shape, places, fill: 0 });
}

function requirePlace(x: TensorType, shape: Shape, { starts, steps }: EmbedPlace): void {
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
}
