import type { Tensor } from "../graph/tensor.ts";
import { ops } from "../ops/registry.ts";
import { joinEmbedded } from "./joinEmbedded.ts";

/** gradient · partial, without a product where the partial is a plain number; `undefined` for zero. */
export function times(gradient: Tensor, partial: Tensor | number): Tensor | undefined {
  if (partial === 0) return undefined;
  if (partial === 1) return gradient;
  if (partial === -1) return ops.neg(gradient);
  return ops.mul(gradient, partial);
}

/** The sum of tensors, from the first on; `undefined` for none. */
export function total(terms: readonly Tensor[]): Tensor | undefined {
  const [first, ...others] = joinEmbedded(terms);
  if (first === undefined) return undefined;
  return others.reduce<Tensor>((sum, term) => ops.add(sum, term), first);
}

/** All nodes of `order` whose value varies with one of `sources`: those that derivatives flow through. */
export function dependents(order: readonly Tensor[], sources: ReadonlySet<Tensor>): Set<Tensor> {
  const found = new Set<Tensor>();
  for (const tensor of order) {
    if (sources.has(tensor) || tensor.inputs.some((input) => found.has(input))) found.add(tensor);
  }
  return found;
}
