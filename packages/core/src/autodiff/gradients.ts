import { ChainruleError } from "../errors/chainruleError.ts";
import { formatShape, type Shape } from "../graph/shape.ts";
import { displayName, type Tensor } from "../graph/tensor.ts";
import { topologicalOrder } from "../graph/topologicalOrder.ts";
import { filled } from "../ops/operand.ts";
import { requireShape, requireType } from "../ops/require.ts";
import { reverseGraph } from "./reverseGraph.ts";

/** What is differentiated: a scalar, or any tensor with the gradient `dy` that flows into it. */
export type Differentiated = Tensor | { readonly tensor: Tensor; readonly dy: Tensor };

export interface GradientsOptions {
  /** What a tensor gets that `of` does not depend on: an error (default), or zeros. */
  readonly independent?: "refuse" | "zero";
}

/**
 * Gradients of a scalar by reverse mode, as a graph: ∂of/∂w for every w, in one backward pass.
 *
 * The result is made of ordinary nodes: it can be run, explained, and differentiated again.
 *
 * @param of - a scalar, or `{ tensor, dy }` for the vector-Jacobian product dyᵀ ∂tensor/∂w
 * @param wrt - tensors (parameters, inputs, any node) by name
 * @returns tensors of the same names and shapes
 * @throws ChainruleError if `of` is no scalar, or does not depend on one of `wrt`
 * @example
 * const { W: dw } = gradients(cost, { W: w });
 */
export function gradients<const Wrt extends { readonly [name: string]: Tensor }>(
  of: Differentiated,
  wrt: Wrt,
  options?: GradientsOptions,
): { readonly [Name in keyof Wrt]: Tensor<Wrt[Name]["shape"]> };
export function gradients(
  of: Differentiated,
  wrt: { readonly [name: string]: Tensor },
  options: GradientsOptions = {},
): { readonly [name: string]: Tensor } {
  const tensor = "tensor" in of ? of.tensor : of;
  const dy = "tensor" in of ? of.dy : undefined;
  requireType("gradients", tensor, "f32");
  if (dy !== undefined) requireShape("gradients", dy, tensor.shape);
  else if (tensor.shape.length > 0) refuseShape(tensor.shape);
  const ancestors = new Set(topologicalOrder([tensor]));
  for (const [name, target] of Object.entries(wrt)) {
    requireType(`gradients "${name}"`, target, "f32");
    if (options.independent === "zero" || ancestors.has(target)) continue;
    throw new ChainruleError("graph.independent", { op: "gradients", name, of: displayName(tensor) });
  }
  const nodes = reverseGraph(tensor, Object.values(wrt), dy);
  const entries = Object.entries(wrt).map(
    ([name, target]) => [name, nodes.get(target)?.gradient ?? filled(0, target.shape)] as const,
  );
  return Object.fromEntries(entries);
}

function refuseShape(shape: Shape): never {
  throw new ChainruleError("graph.notScalar", { op: "gradients", received: formatShape(shape) });
}
