import type { DType } from "../graph/dtype.ts";
import type { Shape } from "../graph/shape.ts";
import { substitute } from "../graph/substitute.ts";
import type { Tensor } from "../graph/tensor.ts";
import { topologicalOrder } from "../graph/topologicalOrder.ts";
import { variable } from "./variable.ts";

let families = 0;

/** A number for a body that no other body has. */
export function newFamily(): number {
  families += 1;
  return families;
}

/** A leaf of a body: stands for a value that each turn is given. */
export function placeholder(name: string, shape: Shape, dtype: DType): Tensor {
  const initial = (): never => {
    throw new TypeError("a turn is given its values");
  };
  return variable({ name, shape, dtype, trainable: false, initial });
}

/** A body with what it took from outside. */
export interface ClosedBody {
  /** The roots, with placeholders in the place of what is the same in every turn. */
  readonly roots: readonly Tensor[];
  readonly captured: readonly Tensor[];
  /** The tensors outside that the captured ones stand for. */
  readonly sources: readonly Tensor[];
}

/** Cuts a body off from the graph around it: the largest parts that do not depend on `leaves` are captured. */
export function closeBody(leaves: readonly Tensor[], roots: readonly Tensor[]): ClosedBody {
  const own = new Set<Tensor>(leaves);
  const sources = new Set<Tensor>();
  const capture = (tensor: Tensor): void => {
    if (!own.has(tensor) && tensor.op.lowering.kind !== "constant") sources.add(tensor);
  };
  for (const tensor of topologicalOrder(roots)) {
    if (own.has(tensor) || !tensor.inputs.some((input) => own.has(input))) continue;
    own.add(tensor);
    for (const input of tensor.inputs) capture(input);
  }
  for (const root of roots) capture(root);
  const replaced = new Map(
    [...sources].map((source) => [source, placeholder(source.name ?? source.op.name, source.shape, source.dtype)]),
  );
  return { roots: substitute(roots, replaced), captured: [...replaced.values()], sources: [...sources] };
}
