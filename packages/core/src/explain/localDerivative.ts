import { pushForward } from "../autodiff/directionalDerivative.ts";
import type { Contribution } from "../autodiff/reverseGraph.ts";
import type { Values } from "../graph/boundOp.ts";
import { broadcastStrides, elementCount } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { input } from "../ops/input.ts";
import { forEachOffset } from "../ops/strided.ts";
import type { LocalDerivative } from "./explainLog.ts";
import { figures } from "./figures.ts";
import { formula, gradientFormula } from "./formula.ts";
import { type Known, subgraph, withValues } from "./subgraph.ts";

/** Jacobians with more numbers than this are not worked out as a whole. */
const mostJacobianNumbers = 4096;

/** An edge of the backward pass as graphs. */
export interface EdgeGraph extends Contribution {
  readonly to: Tensor;
  readonly upstream: Tensor;
}

/** What the forward pass computed, and which nodes belong to it. */
export interface ForwardPass {
  readonly values: Known;
  readonly symbol: (tensor: Tensor) => string | undefined;
}

/** ∂consumer/∂input: the partial derivative where the op is elementwise, else the Jacobian if it is small. */
export function localDerivative(edge: EdgeGraph, { values, symbol }: ForwardPass): LocalDerivative {
  const { from, partial } = edge;
  if (partial === undefined) {
    return {
      kind: "jacobian",
      formula: gradientFormula(edge.tensor, (tensor) => (tensor === edge.upstream ? "G" : symbol(tensor))),
      value: jacobian(edge, values),
    };
  }
  if (typeof partial === "number")
    return { kind: "elementwise", formula: String(partial), value: figures([], [partial]) };
  const written = formula(partial, symbol);
  const value = values.get(partial) ?? subgraph([partial], (tensor) => values.get(tensor) !== undefined)(values)[0];
  if (value === undefined) return { kind: "elementwise", formula: written, value: undefined };
  if (partial.shape.length === 0) return { kind: "elementwise", formula: written, value: figures([], value) };
  const spread = new Float64Array(elementCount(from.shape));
  forEachOffset(
    { shape: from.shape, strides: broadcastStrides(partial.shape, from.shape), offset: 0 },
    (index, offset) => {
      spread[index] = value[offset] ?? Number.NaN;
    },
  );
  return { kind: "elementwise", formula: written, value: figures(from.shape, spread) };
}

function jacobian(edge: EdgeGraph, values: Known): LocalDerivative["value"] {
  const { from, to } = edge;
  const rows = elementCount(from.shape);
  const columns = elementCount(to.shape);
  if (rows * columns > mostJacobianNumbers) return undefined;
  const column = localColumn(edge, values);
  const result = new Float64Array(rows * columns);
  for (let j = 0; j < columns; j += 1) {
    for (const [i, value] of column(j).entries()) result[i * columns + j] = value;
  }
  return figures([...from.shape, ...to.shape], result);
}

/** ∂consumer/∂(one element of the input), for every element of the consumer: one column of the Jacobian. */
export function localColumn({ from, inputIndex, to }: EdgeGraph, values: Known): (place: number) => Values {
  const direction = input("direction", to.shape);
  const tangent = pushForward(
    from,
    from.inputs.map((_, index) => (index === inputIndex ? direction : undefined)),
  );
  const zeros = new Float64Array(elementCount(from.shape));
  if (tangent === undefined) return () => zeros;
  const run = subgraph([tangent], (tensor) => tensor === direction || values.get(tensor) !== undefined);
  return (place) => {
    const unit = new Float64Array(elementCount(to.shape));
    unit[place] = 1;
    return run(withValues(values, direction, unit))[0] ?? zeros;
  };
}
