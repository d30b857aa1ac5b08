import type { Values } from "../graph/boundOp.ts";
import { elementCount, rowMajorStrides, type Shape, sameShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { GradientTerm } from "./explainLog.ts";
import { figures } from "./figures.ts";
import type { EdgeGraph } from "./localDerivative.ts";
import { type Known, withValues } from "./subgraph.ts";

/** An edge whose contribution can be computed from other numbers. */
export interface RunnableEdge extends EdgeGraph {
  readonly name: string;
  readonly value: Values;
  readonly upstreamValue: Values;
  readonly run: (known: Known) => Values;
}

/** How examples lie in the feeds: along the first axis, along the last, or untold. */
export interface ExampleAxis {
  readonly count: number;
  readonly isLast: boolean;
}

/** An accumulation with more numbers than this in all its terms keeps one term for each consumer. */
const mostTermNumbers = 200_000;

/**
 * The terms of a gradient: one for each consumer; where there is one consumer that sums over an axis of its output
 * (examples that share a weight, units fed by one unit, broadcasting), one for each place along that axis.
 */
export function gradientTerms(
  edges: readonly RunnableEdge[],
  values: Known,
  examples: ExampleAxis | undefined,
): readonly GradientTerm[] {
  const [only, ...others] = edges;
  if (only === undefined) return [];
  const whole = edges.map((edge): GradientTerm => ({ from: edge.name, value: figures(edge.to.shape, edge.value) }));
  if (others.length > 0) return whole;
  const axis = summedAxis(only, values);
  if (axis === undefined) return whole;
  const { from, to } = only;
  const size = from.shape[axis] ?? 1;
  if (size * elementCount(to.shape) > mostTermNumbers) return whole;
  const isExample =
    examples !== undefined && size === examples.count && (!examples.isLast || axis === from.shape.length - 1);
  return Array.from({ length: size }, (_, index) => ({
    from: only.name,
    along: { axis, index, isExample },
    value: figures(
      to.shape,
      only.run(
        withValues(
          values,
          only.upstream,
          masked(only.upstreamValue, from.shape, axis, (at) => at === index),
        ),
      ),
    ),
  }));
}

/** The first axis of the consumer's output over which its vector-Jacobian product sums: elements along it reach the same element of the input. */
function summedAxis(edge: RunnableEdge, values: Known): number | undefined {
  const { from, to, upstream } = edge;
  if (edge.partial !== undefined && sameShape(from.shape, to.shape)) return undefined;
  const ones = new Float64Array(elementCount(from.shape)).fill(1);
  const standIns = probes(edge, values);
  const isUsable = edge.run(withValues(standIns, upstream, ones)).every(Number.isFinite);
  const probe = isUsable ? standIns : values;
  const reached = (axis: number, keeps: (index: number) => boolean): Values =>
    edge.run(withValues(probe, upstream, masked(ones, from.shape, axis, keeps)));
  for (const [axis, size] of from.shape.entries()) {
    if (size < 2) continue;
    for (const picked of new Set([0, 1, size - 1])) {
      const one = reached(axis, (index) => index === picked);
      const rest = reached(axis, (index) => index !== picked);
      if (one.some((value, place) => value !== 0 && rest[place] !== 0)) return axis;
    }
  }
  return undefined;
}

/** Forward values with positive stand-ins for floats, so that a zero among them hides no path. */
function probes({ tensor, upstream }: RunnableEdge, values: Known): Map<Tensor, Values> {
  const result = new Map<Tensor, Values>();
  const seen = new Set<Tensor>();
  const stack = [tensor];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    const value = values.get(node);
    if (value !== undefined && node !== upstream) {
      const isFloat = node.dtype === "f32" && node.op.lowering.kind !== "constant";
      result.set(node, isFloat ? value.map((_, place) => 1 + 0.5 * Math.sin(place + 1) ** 2) : value);
    }
    if (value === undefined) stack.push(...node.inputs);
  }
  return result;
}

function masked(values: Values, shape: Shape, axis: number, keeps: (index: number) => boolean): Values {
  const stride = rowMajorStrides(shape)[axis] ?? 1;
  const size = shape[axis] ?? 1;
  return values.map((value, place) => (keeps(Math.floor(place / stride) % size) ? value : 0));
}

/** Where the examples lie, if the shapes of the fed tensors agree on it. */
export function exampleAxis(shapes: readonly Shape[]): ExampleAxis | undefined {
  const arrays = shapes.filter((shape) => shape.length > 0);
  const [first] = arrays;
  if (first === undefined) return undefined;
  const rows = first[0] ?? 1;
  if (arrays.every((shape) => shape[0] === rows)) return { count: rows, isLast: false };
  const columns = first.at(-1) ?? 1;
  if (arrays.every((shape) => shape.at(-1) === columns)) return { count: columns, isLast: true };
  return undefined;
}
