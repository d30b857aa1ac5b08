import { ChainruleError } from "../errors/chainruleError.ts";
import { Generator } from "../random/generator.ts";
import { makeOption, optional } from "../spec/optionSpec.ts";
import { defineEntry, type Entry } from "../spec/registry.ts";
import { type SamplingOptions, samplingSpecs } from "./samplingOptions.ts";
import { distributionOf, firstGreatest } from "./tokenDistribution.ts";

/** Settings of {@link sampleToken}. */
export interface SampleTokenOptions extends SamplingOptions {
  /** Where random numbers come from; one is needed unless the temperature is 0. */
  readonly generator?: Generator | undefined;
}

const sampleEntry: Entry<Required<SampleTokenOptions>> = defineEntry<SampleTokenOptions, Required<SampleTokenOptions>>({
  name: "sampleToken",
  summary: { en: "Draws the next token.", zh: "抽取下一个词元。" },
  options: {
    ...samplingSpecs,
    generator: optional(
      makeOption<Generator | undefined>(
        { en: "Where random numbers come from.", zh: "随机数的来源。" },
        {
          expected: { en: "a generator, as random({ seed }) makes it", zh: "由 random({ seed }) 创建的生成器" },
          schema: {},
          read: (value) => (value instanceof Generator ? value : undefined),
        },
      ),
    ),
  },
  create: (options) => options,
});

/**
 * Draws the next token from logits: token i with the probability that {@link tokenDistribution} gives it, by temperature,
 * then top-k, then top-p. With temperature 0 it is the greatest logit, the first of equals, and no random number is drawn;
 * else two words of the generator, whatever the options.
 *
 * @param logits - one for each token; −∞ for a token that can't come
 * @param options - `temperature` (default 1), `topK` (default all), `topP` (default 1), `generator`
 * @returns the token's index
 * @throws ChainruleError if a logit is NaN or +∞, all are −∞, an option is unknown or out of its range, or the generator
 * is missing
 * @example
 * sampleToken([2, 1, 0, -1], { temperature: 0.8, topK: 3, generator: random({ seed: 1 }) });
 */
export function sampleToken(logits: ArrayLike<number>, options?: SampleTokenOptions): number {
  return draw(logits, sampleEntry.make(options));
}

/** The same with options that were checked. */
export function draw(logits: ArrayLike<number>, options: Required<SampleTokenOptions>): number {
  const { generator, temperature } = options;
  if (temperature === 0) return firstGreatest(logits);
  if (generator === undefined) {
    throw new ChainruleError("learning.missingOption", {
      subject: "sampleToken",
      name: "generator",
      expected: { en: "a generator, as random({ seed }) makes it", zh: "由 random({ seed }) 创建的生成器" },
    });
  }
  const probabilities = distributionOf(logits, options);
  // Uniform in [0, 1), a multiple of 2⁻⁵³.
  const place = ((generator.bits() >>> 5) * 2 ** 26 + (generator.bits() >>> 6)) * 2 ** -53;
  let passed = 0;
  let last = 0;
  for (let token = 0; token < probabilities.length; token += 1) {
    const probability = probabilities[token] ?? 0;
    if (probability === 0) continue;
    passed += probability;
    last = token;
    if (place < passed) return token;
  }
  // Rounding may leave the sum a little below 1.
  return last;
}
