import { ChainruleError } from "../errors/chainruleError.ts";
import { naturalExponential } from "../random/naturalExponential.ts";
import { naturalLogarithm } from "../random/naturalLogarithm.ts";
import { makeOption, optional } from "../spec/optionSpec.ts";
import { defineEntry, type Entry, type OptionSpecs } from "../spec/registry.ts";
import { integer, number } from "../spec/scalars.ts";
import { logProbabilities } from "./logProbabilities.ts";

/**
 * Logits of the next token for each of the given sequences of tokens, which are those found so far; `parents` says for
 * each which of the last call's sequences it goes on from by one token.
 */
export type NextLogits = (
  sequences: readonly (readonly number[])[],
  parents: readonly number[],
) => readonly ArrayLike<number>[] | Promise<readonly ArrayLike<number>[]>;

/** How wide and how far to search. */
export interface BeamOptions {
  /** Most tokens of a sequence, its end included, at least 1. */
  readonly tokens: number;
  /** Sequences that are followed at once, at least 1 (default 4); 1 takes the likeliest token each time. */
  readonly beams?: number;
  /** How many sequences are given, at most `beams` (default 1). */
  readonly best?: number;
  /** Token that ends a sequence (default none: all are `tokens` long). */
  readonly end?: number | undefined;
  /** α: a sequence of n tokens scores log p / n^α (default 1); greater favours long ones, 0 does not look at length. */
  readonly lengthPenalty?: number;
}

/** Settings of {@link beamSearch}. */
export interface BeamSearchOptions extends BeamOptions {
  readonly next: NextLogits;
}

/** A sequence that beam search found. */
export interface FoundSequence {
  /** Without the token that ends it. */
  readonly tokens: readonly number[];
  /** log p of the tokens and the end, in nats. */
  readonly logProbability: number;
  /** log p / n^α, n the number of tokens with the end. */
  readonly score: number;
  /** Whether it came to its end; else it was cut off. */
  readonly isEnded: boolean;
}

export const beamSpecs: OptionSpecs<BeamOptions> = {
  tokens: integer({ min: 1, en: "Most tokens of a sequence.", zh: "序列的最大词元数。" }),
  beams: integer({ default: 4, min: 1, en: "Sequences that are followed at once.", zh: "同时跟踪的序列数（束宽）。" }),
  best: integer({ default: 1, min: 1, en: "How many sequences are given.", zh: "返回的序列数。" }),
  end: optional(integer({ min: 0, en: "Token that ends a sequence.", zh: "结束序列的词元。" })),
  lengthPenalty: number({ default: 1, min: 0, en: "Power of the length.", zh: "长度惩罚的指数。" }),
};

const beamEntry: Entry<Required<BeamSearchOptions>> = defineEntry<BeamSearchOptions, Required<BeamSearchOptions>>({
  name: "beamSearch",
  summary: { en: "Likely sequences by beam search.", zh: "用束搜索寻找可能性大的序列。" },
  options: {
    ...beamSpecs,
    next: makeOption<NextLogits>(
      { en: "Gives the logits of the next token.", zh: "给出下一个词元的 logits。" },
      {
        expected: { en: "a function", zh: "函数" },
        schema: {},
        read: (value) => (isNext(value) ? value : undefined),
      },
    ),
  },
  create: (options) => options,
});

function isNext(value: unknown): value is NextLogits {
  return typeof value === "function";
}

/** A sequence and what is known of it. */
interface Beam {
  readonly tokens: readonly number[];
  /** Place of the sequence that it goes on from. */
  readonly parent: number;
  readonly logProbability: number;
}

/**
 * Likely sequences by beam search: at every length the `beams` likeliest continuations of the sequences found so far are
 * followed (equally likely ones in the order of their sequence, then of their token). Those among them that come to the
 * end token are set aside, with the score log p / n^α; the search stops when no sequence in hand can score better than
 * those set aside, or at the greatest length.
 *
 * Source: Graves, "Sequence transduction with recurrent neural networks", 2012; length normalization after Wu et al.,
 * "Google's neural machine translation system", 2016, section 7 (there ((5 + n) / 6)^α).
 *
 * @param options - `next`: gives logits for sequences; `tokens`; `beams` (default 4), `best` (1), `end`, `lengthPenalty` α (1)
 * @returns the `best` sequences by score, best first; fewer if there are fewer
 * @throws ChainruleError if an option is unknown or out of its range, or logits are NaN
 * @example
 * const [first] = await beamSearch({ next: (sequences) => sequences.map(logitsOf), tokens: 20, end: 0, beams: 5 });
 */
export async function beamSearch(options: BeamSearchOptions): Promise<readonly FoundSequence[]> {
  return search(beamEntry.make(options));
}

/** The same with options whose ranges were checked. */
export async function search(options: Required<BeamSearchOptions>): Promise<readonly FoundSequence[]> {
  const { next, tokens, beams: width, best, end, lengthPenalty } = options;
  if (best > width) {
    throw new ChainruleError("learning.option", {
      subject: "beamSearch",
      name: "best",
      expected: { en: `at most ${width}, the beams`, zh: `不大于束宽 ${width} 的数` },
      received: String(best),
    });
  }
  const power = (length: number): number => naturalExponential(lengthPenalty * naturalLogarithm(length));
  const found: FoundSequence[] = [];
  const setAside = ({ tokens: own, logProbability }: Omit<Beam, "parent">, length: number, isEnded: boolean): void => {
    found.push({ tokens: own, logProbability, score: logProbability / power(length), isEnded });
    found.sort((a, b) => b.score - a.score);
    found.splice(width);
  };
  let live: readonly Beam[] = [{ tokens: [], logProbability: 0, parent: 0 }];
  for (let length = 1; length <= tokens && live.length > 0; length += 1) {
    const rows = await next(
      live.map((beam) => beam.tokens),
      live.map((beam) => beam.parent),
    );
    const going: Beam[] = [];
    continuations(live, rows, width + 1).forEach(({ beam, parent, token, logProbability }, rank) => {
      if (token === end) {
        if (rank < width) setAside({ tokens: beam.tokens, logProbability }, length, true);
      } else if (going.length < width) going.push({ tokens: [...beam.tokens, token], logProbability, parent });
    });
    // log p only falls, so that no sequence in hand can come to more than this.
    const most = Math.max(...going.map((beam) => beam.logProbability)) / power(tokens);
    const worst = found[width - 1]?.score;
    live = worst !== undefined && worst >= most ? [] : going;
  }
  for (const beam of live) setAside(beam, beam.tokens.length, false);
  return found.slice(0, best);
}

interface Continuation {
  readonly beam: Beam;
  readonly parent: number;
  readonly token: number;
  readonly logProbability: number;
}

/** The likeliest continuations of all sequences, likeliest first: `each` of every one, so that enough go on beside ends. */
function continuations(
  live: readonly Beam[],
  rows: readonly ArrayLike<number>[],
  each: number,
): readonly Continuation[] {
  const all = live.flatMap((beam, index) => {
    const logs = logProbabilities(rows[index] ?? []);
    const order = Array.from(logs, (_, token) => token);
    order.sort((a, b) => (logs[b] ?? 0) - (logs[a] ?? 0) || a - b);
    return order
      .slice(0, each)
      .filter((token) => (logs[token] ?? 0) > Number.NEGATIVE_INFINITY)
      .map(
        (token): Continuation => ({
          beam,
          parent: index,
          token,
          logProbability: beam.logProbability + (logs[token] ?? 0),
        }),
      );
  });
  // A stable sort: equals stay in the order of their sequences and tokens.
  return all.sort((a, b) => b.logProbability - a.logProbability);
}
