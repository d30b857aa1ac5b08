import type { ForwardCall } from "../graph/boundOp.ts";
import type { DerivativeCall } from "../graph/derivative.ts";
import type { Lowering, Reducer } from "../graph/lowering.ts";
import { elementCount, rowMajorStrides, type Shape } from "../graph/shape.ts";
import type { Tensor, TensorType } from "../graph/tensor.ts";
import { resolveAxes } from "./axes.ts";
import type { Ops } from "./registry.ts";
import { forEachOffset } from "./strided.ts";
import { asTuple } from "./tuple.ts";

/** What reductions are told. */
export interface ReductionOptions {
  /** Axes to reduce, negative ones counted from the back (default: all). */
  readonly axes?: number | readonly number[] | undefined;
  /** Leave reduced axes in place with size 1 (default false). */
  readonly keepDims?: boolean;
}

/** A reduction's settings once its axes are resolved. */
export type ReductionAttributes = { readonly axes: readonly number[]; readonly keepDims: boolean };

export function reductionAttributes(op: string, x: TensorType, options: ReductionOptions): ReductionAttributes {
  return { axes: resolveAxes(op, options.axes, x.shape.length), keepDims: options.keepDims ?? false };
}

/** The shape with reduced axes at size 1. */
function keptShape(shape: Shape, axes: readonly number[]): number[] {
  return shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
}

/** The shape that a reduction gives. */
export function reducedShape(shape: Shape, { axes, keepDims }: ReductionAttributes): number[] {
  return keepDims ? keptShape(shape, axes) : shape.filter((_, axis) => !axes.includes(axis));
}

/** How many elements are put together into one. */
export function reducedCount(shape: Shape, axes: readonly number[]): number {
  return axes.reduce((count, axis) => count * (shape[axis] ?? 1), 1);
}

/** Puts `combine` over the reduced axes, each output starting from `start`. */
export function forwardReduction(
  { inputs, inputShapes, output }: ForwardCall,
  { axes }: ReductionAttributes,
  start: number,
  combine: (total: number, value: number) => number,
): void {
  const [x] = inputs;
  const shape = inputShapes[0] ?? [];
  const kept = rowMajorStrides(keptShape(shape, axes));
  const strides = kept.map((stride, axis) => (axes.includes(axis) ? 0 : stride));
  output.fill(start);
  forEachOffset({ shape, strides, offset: 0 }, (index, offset) => {
    output[offset] = combine(output[offset] ?? start, x?.[index] ?? Number.NaN);
  });
}

export function reductionLowering(reducer: Reducer, { axes }: ReductionAttributes): Lowering {
  return { kind: "reduce", reducer, axes };
}

export function reductionFlops(inputShapes: readonly Shape[]): number {
  return elementCount(inputShapes[0] ?? []);
}

/** A reduced tensor repeated along the axes that were reduced. */
export function spread(ops: Ops, reduced: Tensor, shape: Shape, { axes }: ReductionAttributes): Tensor {
  return ops.broadcastTo(ops.reshape(reduced, keptShape(shape, axes)), shape);
}

/** LaTeX of a reduction: its symbol with the axes below. */
export function reductionNotation(symbol: string, operand: string, { axes }: ReductionAttributes): string {
  return `${symbol}_{${axes.map((axis) => `i_{${axis}}`).join(",")}} ${operand}`;
}

/** Each extreme element's share of the gradient: 1 divided among those that tie, 0 elsewhere. */
function shares({ inputs, output, ops }: DerivativeCall, attributes: ReductionAttributes): Tensor {
  const [x] = asTuple(inputs, 1);
  const isExtreme: Tensor = ops.where(ops.equal(x, spread(ops, output, x.shape, attributes)), 1, 0);
  const ties: Tensor = ops.sum(isExtreme, { axes: attributes.axes, keepDims: true });
  return ops.div(isExtreme, ties);
}

/** Reverse mode of `max` and `min`. */
export function extremeReverse(call: DerivativeCall, dy: Tensor, attributes: ReductionAttributes): readonly Tensor[] {
  const [x] = asTuple(call.inputs, 1);
  return [call.ops.mul(spread(call.ops, dy, x.shape, attributes), shares(call, attributes))];
}

/** Forward mode of `max` and `min`. */
export function extremeForward(
  call: DerivativeCall,
  tangents: readonly (Tensor | undefined)[],
  attributes: ReductionAttributes,
): Tensor | undefined {
  const [dx] = tangents;
  return dx && call.ops.sum(call.ops.mul(dx, shares(call, attributes)), attributes);
}
