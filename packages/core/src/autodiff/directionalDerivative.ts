import type { TangentCall } from "../graph/derivative.ts";
import { sameShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { topologicalOrder } from "../graph/topologicalOrder.ts";
import { filled } from "../ops/operand.ts";
import { ops } from "../ops/registry.ts";
import { requireShape, requireType } from "../ops/require.ts";
import { times, total } from "./partials.ts";

/**
 * Derivative of any tensor along one direction of its sources, by forward mode, as a graph: Σ_w ∂of/∂w · dw.
 *
 * One forward pass gives one direction; a gradient of n numbers would take n of them, where reverse mode takes one.
 *
 * @param directions - pairs of a tensor and its tangent dw of the same shape (a `Map` will do)
 * @returns a tensor of the shape of `of`
 * @throws ChainruleError if a tangent has not its tensor's shape
 * @example
 * const slope = directionalDerivative(cost, [[w, dw]]);
 */
export function directionalDerivative<const T extends Tensor>(
  of: T,
  directions: Iterable<readonly [Tensor, Tensor]>,
): Tensor<T["shape"]>;
export function directionalDerivative(of: Tensor, directions: Iterable<readonly [Tensor, Tensor]>): Tensor {
  const tangents = new Map<Tensor, Tensor>();
  for (const [tensor, tangent] of directions) {
    requireType("directionalDerivative", tensor, "f32");
    requireShape("directionalDerivative", tangent, tensor.shape);
    tangents.set(tensor, tangent);
  }
  return tangentsOf([of], tangents)[0] ?? filled(0, of.shape);
}

/** Tangents of several tensors in one pass, given those of some nodes that they depend on; `undefined` is zero. */
function tangentsOf(of: readonly Tensor[], given: ReadonlyMap<Tensor, Tensor>): readonly (Tensor | undefined)[] {
  const tangents = new Map(given);
  for (const tensor of topologicalOrder(of)) {
    if (tangents.has(tensor)) continue;
    const tangent = pushForward(
      tensor,
      tensor.inputs.map((input) => tangents.get(input)),
    );
    if (tangent !== undefined) tangents.set(tensor, tangent);
  }
  return of.map((tensor) => tangents.get(tensor));
}

/** The tangent that one op makes of its inputs' tangents; `undefined` is zero. */
export function pushForward(tensor: Tensor, tangents: readonly (Tensor | undefined)[]): Tensor | undefined {
  if (tangents.every((tangent) => tangent === undefined)) return undefined;
  const { derivative } = tensor.op;
  const call: TangentCall = { inputs: tensor.inputs, output: tensor, ops, tangentsOf };
  switch (derivative.kind) {
    case "none":
      return undefined;
    case "elementwise": {
      const partials = derivative.partials(call);
      const terms = tangents.map((tangent, index) => tangent && times(tangent, partials[index] ?? 0));
      const sum = total(terms.filter((term) => term !== undefined));
      return sum === undefined || sameShape(sum.shape, tensor.shape) ? sum : ops.broadcastTo(sum, tensor.shape);
    }
    case "multilinear": {
      const terms = derivative.wrt.flatMap((index) => {
        const tangent = tangents[index];
        return tangent === undefined ? [] : [derivative.apply(tensor.inputs.with(index, tangent), ops)];
      });
      return total(terms);
    }
    case "general":
      return derivative.forward(call, tangents);
  }
}
