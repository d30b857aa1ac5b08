import { ChainruleError } from "../errors/chainruleError.ts";
import { currentScope } from "../graph/scope.ts";
import { elementCount, formatShape, type Shape } from "../graph/shape.ts";
import type { Tensor, TensorType } from "../graph/tensor.ts";
import { resolveAxis } from "./axes.ts";
import { defineOp, type OpDefinition } from "./define.ts";
import { zeros } from "./zeros.ts";

type ConcatAttributes = { readonly axis: number };

export const concatDefinition: OpDefinition<ConcatAttributes> = {
  name: "concat",
  summary: { en: "Tensors one after the other along an axis.", zh: "沿某轴依次拼接张量。" },
  formula: "y = (x_1, x_2, \\dots)",
  family: "indexing",
  infer: (inputs, { axis }) => {
    const first = requireOne(inputs);
    const rest = (shape: Shape): string => formatShape(shape.toSpliced(axis, 1));
    if (inputs.some(({ shape }) => shape.length !== first.shape.length || rest(shape) !== rest(first.shape))) {
      const received = inputs.map(({ shape }) => formatShape(shape)).join(", ");
      throw new ChainruleError("graph.matchingSizes", { op: "concat", axis, received, path: currentScope() });
    }
    if (inputs.some(({ dtype }) => dtype !== first.dtype)) {
      const received = inputs.map(({ dtype }) => dtype).join(", ");
      throw new ChainruleError("graph.type", { op: "concat", expected: first.dtype, received, path: currentScope() });
    }
    const size = inputs.reduce((sum, { shape }) => sum + (shape[axis] ?? 0), 0);
    return { shape: first.shape.with(axis, size), dtype: first.dtype };
  },
  forward: ({ inputs, inputShapes, output, shape }, { axis }) => {
    const outer = elementCount(shape.slice(0, axis));
    const row = elementCount(shape.slice(axis));
    let place = 0;
    inputs.forEach((values, index) => {
      const part = elementCount(inputShapes[index]?.slice(axis) ?? []);
      for (let o = 0; o < outer; o += 1) output.set(values.subarray(o * part, (o + 1) * part), o * row + place);
      place += part;
    });
  },
  derivative: {
    kind: "general",
    reverse: ({ inputs, ops }, dy, { axis }) =>
      offsets(inputs, axis).map((start, index) =>
        ops.slice(dy, {
          starts: dy.shape.map((_, each) => (each === axis ? start : 0)),
          ends: dy.shape.map((size, each) => (each === axis ? start + (inputs[index]?.shape[axis] ?? 0) : size)),
        }),
      ),
    forward: ({ inputs, ops }, tangents, { axis }) =>
      ops.concat(
        inputs.map((input, index) => tangents[index] ?? zeros(input.shape)),
        axis,
      ),
  },
  lowering: (inputs, output, { axis }) => ({
    kind: "assemble",
    fill: 0,
    parts: offsets(inputs, axis).map((start, input) => ({
      input,
      start: output.shape.map((_, each) => (each === axis ? start : 0)),
    })),
  }),
  notation: (operands) => `\\left(${operands.join(", ")}\\right)`,
  tolerance: 0,
  domain: { from: -2, to: 2 },
};

const apply = defineOp(concatDefinition);

/**
 * Tensors one after the other along an axis.
 *
 * @param tensors - at least one; of one type, with the same sizes on all other axes
 * @param axis - negative ones count from the back (default 0)
 * @throws ChainruleError if there is none, or shapes or types do not agree
 * @example
 * const both = concat([input("a", [2, 3]), input("b", [4, 3])]); // [6, 3]
 */
export function concat(tensors: readonly Tensor[], axis: number = 0): Tensor {
  return apply(tensors, { axis: resolveAxis("concat", axis, requireOne(tensors).shape.length) });
}

function requireOne<T extends TensorType>(inputs: readonly T[]): T {
  const [first] = inputs;
  if (first === undefined) throw new ChainruleError("graph.notEmpty", { op: "concat", path: currentScope() });
  return first;
}

/** Where each part begins along the axis. */
function offsets(inputs: readonly TensorType[], axis: number): number[] {
  let place = 0;
  return inputs.map(({ shape }) => {
    const start = place;
    place += shape[axis] ?? 0;
    return start;
  });
}
