import type { Tensor } from "../graph/tensor.ts";

/**
 * Which positions of a batch of sequences are real: bool, [batch, positions], false where a shorter sequence was filled up.
 * It goes along with a tensor from the layer that knows it (an embedding with a padding index) to the layers that need it.
 */
const masks = new WeakMap<Tensor, Tensor>();

/** Marks which positions of `x` are real, and gives `x`. */
export function withMask(x: Tensor, mask: Tensor | undefined): Tensor {
  if (mask !== undefined) masks.set(x, mask);
  return x;
}

/** Which positions of `x` are real; `undefined` where all are. */
export function maskOf(x: Tensor): Tensor | undefined {
  return masks.get(x);
}

/** Gives the mask of a layer's input to its output, where that has the same positions and no mask of its own. */
export function passMask(from: Tensor, to: Tensor): Tensor {
  const mask = masks.get(from);
  const samePositions = to.shape.length >= 3 && from.shape[0] === to.shape[0] && from.shape[1] === to.shape[1];
  return mask !== undefined && samePositions && !masks.has(to) ? withMask(to, mask) : to;
}
