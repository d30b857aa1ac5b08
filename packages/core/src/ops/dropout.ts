import { ChainruleError } from "../errors/chainruleError.ts";
import { currentScope } from "../graph/scope.ts";
import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { greaterEqual } from "./greaterEqual.ts";
import { mul } from "./mul.ts";
import { type RandomUniformOptions, randomUniform } from "./randomUniform.ts";
import { where } from "./where.ts";

/**
 * Dropout: each element is set to 0 with probability `rate`, the others are multiplied by 1 / (1 − rate).
 *
 * The mask is a function of key, step and place alone, so a run repeats exactly and the mask need not be kept.
 *
 * @param x - f32, any shape
 * @param rate - probability of 0, at least 0 and below 1
 * @param random - `key`: two words that name the sequence; `counter`: scalar i32, the step
 * @throws ChainruleError if the rate is out of range
 * @see Srivastava et al.: Dropout (2014)
 * @example
 * const y = dropout(input("x", [32, 128]), 0.5, { key: [0, 1], counter: input("step", [], "i32") });
 */
export function dropout<S extends Shape>(x: Tensor<S>, rate: number, random: RandomUniformOptions): Tensor<S>;
export function dropout(x: Tensor, rate: number, random: RandomUniformOptions): Tensor {
  if (!(rate >= 0 && rate < 1)) {
    throw new ChainruleError("graph.probability", {
      op: "dropout",
      name: "rate",
      received: String(rate),
      path: currentScope(),
    });
  }
  if (rate === 0) return x;
  const factor: Tensor = where(greaterEqual(randomUniform(x.shape, random), rate), 1 / (1 - rate), 0);
  return mul(x, factor);
}
