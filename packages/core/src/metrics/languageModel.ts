import { defineEntry, type Entry, type NoOptions } from "../spec/registry.ts";
import { number } from "../spec/scalars.ts";
import type { Text } from "../spec/text.ts";
import { isCounted, type Metric, type MetricBatch } from "./metric.ts";

/** −log softmax(z)_y of one example, in nats. */
function surprise({ outputs, outputCount, targets }: MetricBatch, example: number): number {
  const first = example * outputCount;
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < outputCount; i += 1) largest = Math.max(largest, outputs[first + i] ?? Number.NaN);
  let total = 0;
  for (let i = 0; i < outputCount; i += 1) total += Math.exp((outputs[first + i] ?? 0) - largest);
  return Math.log(total) - ((outputs[first + (targets[example] ?? -1)] ?? Number.NaN) - largest);
}

/** A figure of the mean cross-entropy, in nats, over the examples that count. */
function entropyMetric<O extends object>(
  name: string,
  title: Text,
  summary: Text,
  options: Parameters<typeof defineEntry<O, Metric>>[0]["options"],
  figure: (mean: number, options: Required<O>) => number,
): Entry<Metric> {
  return defineEntry<O, Metric>({
    name,
    summary,
    options,
    create: (parsed, given) => ({
      kind: name,
      options: given,
      title,
      isGreaterBetter: false,
      start: ({ ignoreIndex }) => {
        let sum = 0;
        let count = 0;
        return {
          add: (batch) => {
            for (let example = 0; example < batch.examples; example += 1) {
              if (!isCounted(batch, example, ignoreIndex)) continue;
              sum += surprise(batch, example);
              count += 1;
            }
          },
          result: () => figure(count === 0 ? 0 : sum / count, parsed),
          save: () => [sum, count],
          restore: ([savedSum = 0, savedCount = 0]) => {
            sum = savedSum;
            count = savedCount;
          },
        };
      },
    }),
  });
}

export const perplexityEntry: Entry<Metric> = entropyMetric<NoOptions>(
  "perplexity",
  { en: "perplexity", zh: "困惑度" },
  { en: "Exponential of the mean cross-entropy of the classes.", zh: "平均交叉熵的指数。" },
  {},
  (mean) => Math.exp(mean),
);

export const bitsPerTokenEntry: Entry<Metric> = entropyMetric<NoOptions>(
  "bitsPerToken",
  { en: "bits per token", zh: "每词元比特数" },
  { en: "Mean cross-entropy of the classes in bits.", zh: "以比特计的平均交叉熵。" },
  {},
  (mean) => mean / Math.LN2,
);

export interface BitsPerCharacterOptions {
  /** Characters that a token stands for on average, above 0 (default 1: tokens are characters). */
  readonly charactersPerToken?: number;
}

export const bitsPerCharacterEntry: Entry<Metric> = entropyMetric<BitsPerCharacterOptions>(
  "bitsPerCharacter",
  { en: "bits per character", zh: "每字符比特数" },
  { en: "Mean cross-entropy in bits for each character.", zh: "每个字符的平均交叉熵，以比特计。" },
  {
    charactersPerToken: number({
      default: 1,
      above: 0,
      en: "Characters that a token stands for on average.",
      zh: "每个词元平均代表的字符数。",
    }),
  },
  (mean, { charactersPerToken }) => mean / Math.LN2 / charactersPerToken,
);

/**
 * Perplexity: exp H, H the mean of −log softmax(z)_y over the examples, or over the positions of sequences, that count.
 * As many classes equally likely would be as hard to guess. Outputs must be logits, targets class indices.
 *
 * Source: Jelinek, Mercer, Bahl, Baker, "Perplexity—a measure of the difficulty of speech recognition tasks", 1977.
 *
 * @example
 * await model.evaluate(data, { loss: crossEntropy(), metrics: [perplexity()] });
 */
export function perplexity(): Metric {
  return perplexityEntry.make(undefined);
}

/**
 * Mean cross-entropy of the positions that count, in bits: H / ln 2 with H as in {@link perplexity}.
 *
 * @example
 * await model.evaluate(data, { loss: crossEntropy(), metrics: [bitsPerToken()] });
 */
export function bitsPerToken(): Metric {
  return bitsPerTokenEntry.make(undefined);
}

/**
 * Bits for each character of the text: H / ln 2 / c with H as in {@link perplexity} and c the mean number of characters in
 * a token. Models with different tokens can be compared by it.
 *
 * @param options - `charactersPerToken` c (default 1)
 * @throws ChainruleError if c is not above 0
 * @example
 * bitsPerCharacter({ charactersPerToken: text.length / tokens.length });
 */
export function bitsPerCharacter(options?: BitsPerCharacterOptions): Metric {
  return bitsPerCharacterEntry.make(options);
}
