import type { Lane, Lanes } from "../graph/lanes.ts";
import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import { requireShape, requireWhole } from "./require.ts";
import { numberWords, threefryWord, type Words } from "./threefryWords.ts";

/** What names a sequence of draws. */
export interface RandomUniformOptions {
  /** Two unsigned 32-bit words, as `streamKey` makes them from seed and stream; draws of one key and counter are equal. */
  readonly key: readonly [number, number];
  /** A scalar i32 that takes another value at each step. */
  readonly counter: Tensor;
}

/** Attributes of `randomUniform`. */
export type RandomUniformAttributes = { readonly shape: Shape; readonly key: readonly [number, number] };

function laneWords(lane: Lanes): Words<Lane> {
  return {
    word: (value) => lane.integer(value),
    add: (a, b) => lane.add(a, b),
    xor: (a, b) => lane.xor(a, b),
    rotateLeft: (a, count) => lane.rotateLeft(a, count),
  };
}

export const randomUniformDefinition: ElementwiseDefinition<1, RandomUniformAttributes> = {
  name: "randomUniform",
  arity: 1,
  summary: { en: "Random numbers, uniform from 0 to 1.", zh: "0 到 1 之间均匀分布的随机数。" },
  formula: "y_i = 2^{-24} \\left\\lfloor 2^{-8} \\operatorname{threefry}_k(i, t) \\right\\rfloor",
  family: "random",
  source: "Salmon, Moraes, Dror, Shaw, 2011, Parallel random numbers: as easy as 1, 2, 3 (Threefry-2x32-20)",
  types: { operands: ["i32"], result: "f32" },
  shape: ({ shape }) => shape,
  reference: ([counter], { key }, index) => (threefryWord(numberWords, key, [index, counter]) >>> 8) * 2 ** -24,
  partials: { none: "random numbers do not vary with the counter by degrees" },
  lanes: (lane, [counter], { key }) => {
    const word = threefryWord(laneWords(lane), key, [lane.index(), counter]);
    return lane.mul(lane.toFloat(lane.shiftRight(word, 8)), lane.float(2 ** -24));
  },
  notation: ([counter], { shape }) => `U_{${shape.join("\\times ")}}\\left(${counter}\\right)`,
  flopsPerElement: 0,
  tolerance: 0,
  domain: { from: 0, to: 1 },
};

const apply = defineElementwise(randomUniformDefinition);

/**
 * Random numbers, uniform in [0, 1): element i is the upper 24 bits of the first word of Threefry-2x32-20(key, (i, counter)),
 * times 2⁻²⁴, so exact in f32 and the same on every engine, machine and number of threads.
 *
 * It has no gradient.
 *
 * @param shape - sizes along the axes, outermost first
 * @param options - `key`: two unsigned 32-bit words that name the sequence; `counter`: scalar i32, the step
 * @returns f32 of the shape
 * @throws ChainruleError if a size or key is not a whole number, or the counter is not a scalar i32
 * @example
 * const kept = greaterEqual(randomUniform([8, 16], { key: [0, 1], counter: input("step", [], "i32") }), 0.5);
 */
export function randomUniform<const S extends Shape>(shape: S, { key, counter }: RandomUniformOptions): Tensor<S> {
  requireWhole("randomUniform", "shape", shape, 0);
  requireWhole("randomUniform", "key", key, 0);
  requireShape("randomUniform", counter, []);
  return apply([counter], { shape, key: [key[0], key[1]] });
}
