import { ChainruleError } from "../errors/chainruleError.ts";
import { currentScope } from "../graph/scope.ts";
import { broadcastShapes, formatShape, sameShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add } from "./add.ts";
import { dropout } from "./dropout.ts";
import { exp } from "./exp.ts";
import { expandDims } from "./expandDims.ts";
import { greater } from "./greater.ts";
import { greaterEqual } from "./greaterEqual.ts";
import { iota } from "./iota.ts";
import { logicalAnd } from "./logicalAnd.ts";
import { lowestFloat } from "./lowestFloat.ts";
import { matMul } from "./matMul.ts";
import { max } from "./max.ts";
import { mul } from "./mul.ts";
import type { RandomUniformOptions } from "./randomUniform.ts";
import { reciprocal } from "./reciprocal.ts";
import { requireRank, requireType } from "./require.ts";
import { stopGradient } from "./stopGradient.ts";
import { sub } from "./sub.ts";
import { sum } from "./sum.ts";
import { where } from "./where.ts";

/** Which keys a query looks at, and how. */
export interface AttentionOptions {
  /** bool that broadcasts to […, queries, keys]: true where a query may look (default: everywhere). */
  readonly mask?: Tensor | undefined;
  /** Whether query i looks at keys 0 … i alone (default false). */
  readonly causal?: boolean | undefined;
  /** Added to the scores: f32 that broadcasts to […, queries, keys]. */
  readonly bias?: Tensor | undefined;
  /** Factor of the scores (default 1 / √D). */
  readonly scale?: number | undefined;
  /** Sets a share of the weights to zero, as {@link dropout} does. */
  readonly dropout?: { readonly rate: number; readonly random: RandomUniformOptions } | undefined;
}

/** What attention multiplies out: the weights are `exponentials` · `shares`, the result is `sums` · `shares`. */
export interface AttentionParts {
  /** exp(score − largest of the row), […, queries, keys]; 0 where a query may not look. */
  readonly exponentials: Tensor;
  /** 1 / the row's sum, […, queries, 1]; 0 where a query may look at nothing. */
  readonly shares: Tensor;
  /** Values weighted by the exponentials, […, queries, width]. */
  readonly sums: Tensor;
}

/** Attention before the last product, for those who lay the result out in another way. */
export function attentionParts(q: Tensor, k: Tensor, v: Tensor, options: AttentionOptions = {}): AttentionParts {
  requireFit(q, k, v, options);
  const { scale = 1 / Math.sqrt(q.shape[q.shape.length - 1] ?? 1), bias, mask } = options;
  const products: Tensor = matMul(scale === 1 ? q : mul(q, scale), k, { transposeB: true });
  const scores: Tensor = bias === undefined ? products : add(products, bias);
  const visible = visibleOf(q, k, options);
  const seen: Tensor = visible === undefined ? scores : where(visible, scores, lowestFloat);
  const alongKeys = { axes: -1, keepDims: true } as const;
  const largest: Tensor = stopGradient(max(seen, alongKeys));
  const exponentials: Tensor = exp(sub(seen, largest));
  const total: Tensor = sum(exponentials, alongKeys);
  // A row that sees nothing has its largest score at the lowest number, and gets nothing.
  const shares: Tensor =
    mask === undefined ? reciprocal(total) : where(greater(largest, lowestFloat), reciprocal(total), 0);
  const { dropout: dropped } = options;
  const kept = dropped === undefined ? exponentials : dropout(exponentials, dropped.rate, dropped.random);
  return { exponentials, shares, sums: matMul(kept, v) };
}

/**
 * Scaled dot-product attention: each query gets the mean of the values, weighted by how well it fits their keys:
 * y_i = Σ_j w_ij v_j with w_ij = exp(s_ij − m_i) / Σ_l exp(s_il − m_i), s_ij = scale · q_i·k_j + bias_ij, m_i = max_j s_ij.
 *
 * Where a query may not look the weight is exactly 0, whatever the value is (short of NaN). A query that may look at
 * nothing gets 0, and 0 flows back from it: never NaN. The division comes last, on the D numbers of a result.
 *
 * @param q - f32 queries, […, queries, D]
 * @param k - f32 keys, […, keys, D]
 * @param v - f32 values, […, keys, width]
 * @param options - `mask` (true: may look), `causal`, `bias`, `scale` (default 1 / √D), `dropout`
 * @returns […, queries, width]
 * @throws ChainruleError if shapes do not fit or the mask is not bool
 * @see Vaswani et al.: Attention Is All You Need (2017), equation 1
 * @example
 * const y = attention(input("q", [2, 4, 16, 8]), input("k", [2, 4, 16, 8]), input("v", [2, 4, 16, 8]), { causal: true });
 */
export function attention(q: Tensor, k: Tensor, v: Tensor, options: AttentionOptions = {}): Tensor {
  const { sums, shares } = attentionParts(q, k, v, options);
  return mul(sums, shares);
}

/** Where queries may look: bool that broadcasts to the scores, or `undefined` for everywhere. */
function visibleOf(q: Tensor, k: Tensor, { mask, causal = false }: AttentionOptions): Tensor | undefined {
  if (!causal) return mask;
  const queries = iota(q.shape[q.shape.length - 2] ?? 1);
  const keys = iota(k.shape[k.shape.length - 2] ?? 1);
  const before: Tensor = greaterEqual(expandDims(queries, -1), keys);
  return mask === undefined ? before : logicalAnd(mask, before);
}

function requireFit(q: Tensor, k: Tensor, v: Tensor, { mask, bias }: AttentionOptions): void {
  for (const operand of [q, k, v]) {
    requireType("attention", operand, "f32");
    requireRank("attention", operand, 2, true);
  }
  if (mask !== undefined) requireType("attention mask", mask, "bool");
  if (bias !== undefined) requireType("attention bias", bias, "f32");
  const [queries = 1, width = 1] = q.shape.slice(-2);
  const [keys = 1, keyWidth = 1] = k.shape.slice(-2);
  const batch = broadcastShapes(q.shape.slice(0, -2), k.shape.slice(0, -2));
  const scores = batch && [...batch, queries, keys];
  const fits = [mask, bias].every((each) => {
    const joined = each && scores && broadcastShapes(each.shape, scores);
    return each === undefined || (joined !== undefined && scores !== undefined && sameShape(joined, scores));
  });
  if (fits && scores !== undefined && width === keyWidth && v.shape[v.shape.length - 2] === keys) return;
  const received = [
    `q ${formatShape(q.shape)}`,
    `k ${formatShape(k.shape)}`,
    `v ${formatShape(v.shape)}`,
    ...(mask === undefined ? [] : [`mask ${formatShape(mask.shape)}`]),
    ...(bias === undefined ? [] : [`bias ${formatShape(bias.shape)}`]),
  ].join(", ");
  throw new ChainruleError("graph.attention", { op: "attention", received, path: currentScope() });
}
