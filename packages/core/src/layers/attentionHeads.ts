import { ChainruleError } from "../errors/chainruleError.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add } from "../ops/add.ts";
import type { AttentionOptions, AttentionParts } from "../ops/attention.ts";
import { expandDims } from "../ops/expandDims.ts";
import { matMul } from "../ops/matMul.ts";
import { mul } from "../ops/mul.ts";
import { reshape } from "../ops/reshape.ts";
import { slice } from "../ops/slice.ts";
import { transpose } from "../ops/transpose.ts";
import type { ApplyMode, BuildContext } from "./layer.ts";
import { maskOf } from "./sequenceMask.ts";

/** Refuses a number of heads that does not divide the width, or rotary positions in heads of odd width. */
export function requireHeads(subject: string, path: string, width: number, heads: number, isRotary: boolean): void {
  if (width % heads === 0 && !(isRotary && (width / heads) % 2 !== 0)) return;
  const isDivisor = width % heads === 0;
  throw new ChainruleError("learning.option", {
    subject,
    name: "heads",
    expected: isDivisor
      ? {
          en: `such that each head has an even width, for rotary positions of width ${width}`,
          zh: `使每个头的宽度为偶数的个数（旋转位置编码，总宽度 ${width}）`,
        }
      : { en: `a divisor of the width, ${width}`, zh: `宽度 ${width} 的约数` },
    received: String(heads),
    path,
  });
}

/** A linear map whose outputs are dealt to heads. */
export interface HeadMap {
  /** [width, inputs] */
  readonly weight: Tensor;
  /** [width] */
  readonly bias: Tensor | undefined;
}

/** Map `index` of those that one weight and one bias hold one below the other. */
export function partOf(weight: Tensor, bias: Tensor | undefined, index: number, width: number): HeadMap {
  const range = { starts: [index * width], ends: [(index + 1) * width] };
  return { weight: slice(weight, range), bias: bias && slice(bias, range) };
}

/**
 * x [B, T, F] through the map, times `factor`, by head: [heads, B, T, width / heads].
 *
 * Heads come first, so that heads and batch together are the one batch axis that products of matrices have; the loop
 * that adds the bias writes the numbers there, and nothing has to be copied.
 */
export function toHeads(x: Tensor, { weight, bias }: HeadMap, heads: number, factor: number = 1): Tensor {
  const [batch = 1, positions = 1] = x.shape;
  const size = (weight.shape[0] ?? 1) / heads;
  const product: Tensor = matMul(x, weight, { transposeB: true });
  const byHead: Tensor = transpose(reshape(product, [batch, positions, heads, size]), [2, 0, 1, 3]);
  const shifted: Tensor = bias === undefined ? byHead : add(byHead, reshape(bias, [heads, 1, 1, size]));
  return factor === 1 ? shifted : mul(shifted, factor);
}

/** What the heads found, side by side: [B, T, width]. The division is what lays the numbers out anew. */
export function fromHeads({ sums, shares }: AttentionParts): Tensor {
  const [heads = 1, batch = 1, positions = 1, size = 1] = sums.shape;
  const inOrder = (x: Tensor): Tensor => transpose(x, [1, 2, 0, 3]);
  return reshape(mul(inOrder(sums), inOrder(shares)), [batch, positions, heads * size]);
}

/** The same for x [B, 1, F], the batch first: [B, heads, 1, width / heads]. */
export function toOneHeads(x: Tensor, { weight, bias }: HeadMap, heads: number, factor: number = 1): Tensor {
  const [batch = 1] = x.shape;
  const size = (weight.shape[0] ?? 1) / heads;
  const product: Tensor = matMul(x, weight, { transposeB: true });
  const byHead: Tensor = reshape(product, [batch, heads, 1, size]);
  const shifted: Tensor = bias === undefined ? byHead : add(byHead, reshape(bias, [heads, 1, size]));
  return factor === 1 ? shifted : mul(shifted, factor);
}

/** Which keys are real, for all queries and heads: [B, 1, keys]. */
export function keyMask(x: Tensor): Tensor | undefined {
  const mask = maskOf(x);
  return mask && expandDims(mask, 1);
}

/** How a layer drops weights of its attention: only while training. */
export function dropWeights(rate: number, context: BuildContext): (mode: ApplyMode) => AttentionOptions["dropout"] {
  const { key } = context.generator("dropout").state;
  return (mode) => (mode.training && rate > 0 ? { rate, random: { key, counter: mode.step() } } : undefined);
}
