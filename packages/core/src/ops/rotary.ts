import { ChainruleError } from "../errors/chainruleError.ts";
import { currentScope } from "../graph/scope.ts";
import { formatShape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { add } from "./add.ts";
import { angleTable } from "./angleTable.ts";
import { flip } from "./flip.ts";
import { gather } from "./gather.ts";
import { mul } from "./mul.ts";
import { constantTensor } from "./operand.ts";
import { requireRank, requireType } from "./require.ts";
import { reshape } from "./reshape.ts";

/** How positions turn vectors. */
export interface RotaryOptions {
  /** Ratio of the highest to the lowest frequency (default 10000). */
  readonly base?: number;
  /** Where each row stands: `positions`, i32 [T], each below `length` (default: 0, 1, …). */
  readonly at?: { readonly positions: Tensor; readonly length: number };
}

/**
 * Rotary positions: feature i and feature i + D/2 of a vector at position p are turned as a point of the plane by the
 * angle p·base^(−2i / D). The product of two vectors turned so depends on the distance of their positions alone.
 *
 * y_i = x_i cos a − x_{i+D/2} sin a, y_{i+D/2} = x_{i+D/2} cos a + x_i sin a. The halves are paired as GPT-NeoX and Llama
 * pair them; the paper pairs neighbours, which is the same with the features in another order.
 *
 * @param x - f32, […, T, D] with D even
 * @param options - `base` (default 10000), `at`: positions other than 0, 1, …
 * @throws ChainruleError if D is odd
 * @see Su, Lu, Pan, Murtadha, Wen, Liu: RoFormer: Enhanced Transformer with Rotary Position Embedding (2021), equation 15
 * @example
 * const turned = rotary(input("queries", [2, 4, 16, 8]));
 */
export function rotary(x: Tensor, { base = 10_000, at }: RotaryOptions = {}): Tensor {
  requireType("rotary", x, "f32");
  requireRank("rotary", x, 2, true);
  const [rows = 1, width = 1] = x.shape.slice(-2);
  if (width % 2 !== 0 || (at !== undefined && at.positions.shape.join() !== String(rows))) {
    const received = formatShape(x.shape);
    throw new ChainruleError("graph.rotary", { op: "rotary", received, path: currentScope() });
  }
  const half = width / 2;
  const length = at?.length ?? rows;
  const { cosines, sines } = angleTable(length, width, base);
  const cosine: Tensor = constantTensor(cosines, [length, 1, half]);
  const sine: Tensor = constantTensor(signed(sines, half), [length, 2, half]);
  const placed = (table: Tensor): Tensor => (at === undefined ? table : gather(table, at.positions));
  const halves: Tensor = reshape(x, [...x.shape.slice(0, -1), 2, half]);
  const turned: Tensor = add(mul(halves, placed(cosine)), mul(flip(halves, -2), placed(sine)));
  return reshape(turned, x.shape);
}

/** Each row of sines with a minus sign, then as it is: what the second half gives the first, and the first the second. */
function signed(sines: Float64Array, half: number): Float64Array {
  const both = new Float64Array(2 * sines.length);
  sines.forEach((value, place) => {
    const first = 2 * (place - (place % half)) + (place % half);
    both[first] = -value;
    both[first + half] = value;
  });
  return both;
}
