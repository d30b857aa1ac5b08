import { ChainruleError } from "../errors/chainruleError.ts";
import { optional } from "../spec/optionSpec.ts";
import { defineEntry, type Entry } from "../spec/registry.ts";
import { choice, integer } from "../spec/scalars.ts";

/** Settings of {@link padSequences}. */
export interface PadSequencesOptions {
  /** Length of all (default: that of the longest). */
  readonly length?: number | undefined;
  /** The token that shorter sequences are filled up with; −1 for targets, whose positions then do not count. */
  readonly padding: number;
  /**
   * What is done with longer sequences: `"refuse"` (default), or cut off their `"end"` or their `"start"`.
   */
  readonly truncate?: "refuse" | "end" | "start";
  /** Where padding goes: at the `"end"` (default) or the `"start"`. */
  readonly side?: "end" | "start";
}

/** Sequences of one length, as {@link dataset} takes them. */
export interface PaddedSequences {
  /** One sequence after the other. */
  readonly values: Int32Array;
  /** Shape of one example, [length]. */
  readonly shape: readonly [number];
  /** How many tokens of each are no padding. */
  readonly lengths: Int32Array;
}

const leastToken = -(2 ** 31);
const greatestToken = 2 ** 31 - 1;

const parser: Entry<Required<PadSequencesOptions>> = defineEntry<PadSequencesOptions, Required<PadSequencesOptions>>({
  name: "padSequences",
  summary: { en: "Sequences filled up to one length.", zh: "把序列补齐到同一长度。" },
  options: {
    length: optional(integer({ min: 1, en: "Length of all.", zh: "补齐后的长度。" })),
    padding: integer({ min: leastToken, max: greatestToken, en: "The token to fill up with.", zh: "用来补齐的词元。" }),
    truncate: choice(["refuse", "end", "start"], {
      default: "refuse",
      en: "What is done with longer sequences.",
      zh: "如何处理过长的序列。",
    }),
    side: choice(["end", "start"], { default: "end", en: "Where padding goes.", zh: "在哪一端补齐。" }),
  },
  create: (parsed) => parsed,
});

/**
 * Fills sequences up to one length, or cuts longer ones where that is asked for.
 *
 * @param sequences - tokens of each, at least one
 * @param options - `padding`, `length` (default that of the longest), `truncate`: `"refuse"` (default), `"end"` or
 *   `"start"`, `side`: `"end"` (default) or `"start"`
 * @throws ChainruleError if a sequence is empty, longer than `length` and not to be cut, or holds the padding token (but
 * for negative ones) where others are filled up with it; it says which
 * @example
 * const padded = padSequences([[5, 2], [7, 3, 4]], { padding: 0 });
 * dataset({ inputs: padded.values, inputShape: padded.shape, targets: [0, 1] });
 */
export function padSequences(sequences: readonly ArrayLike<number>[], options: PadSequencesOptions): PaddedSequences {
  const { length: given, padding, truncate, side } = parser.make(options);
  if (sequences.length === 0) throw new ChainruleError("data.empty", { subject: "sequences" });
  const longest = sequences.reduce((most, { length }) => Math.max(most, length), 0);
  const length = given ?? longest;
  const isFilled = sequences.some((sequence) => sequence.length < length);
  const values = new Int32Array(sequences.length * length).fill(padding);
  const lengths = new Int32Array(sequences.length);
  sequences.forEach((sequence, index) => {
    const name = `sequences[${index}]`;
    if (sequence.length > length && truncate === "refuse")
      throw new ChainruleError("text.tooLong", { name, most: length, received: sequence.length });
    const kept = Math.min(sequence.length, length);
    const from = truncate === "start" ? sequence.length - kept : 0;
    const to = index * length + (side === "start" ? length - kept : 0);
    requireTokens(sequence, name, isFilled && padding >= 0 ? padding : undefined);
    for (let i = 0; i < kept; i += 1) values[to + i] = sequence[from + i] ?? 0;
    lengths[index] = kept;
  });
  return { values, shape: [length], lengths };
}

/** Raises a sequence without tokens, with anything but whole numbers, or with the padding token. */
function requireTokens(sequence: ArrayLike<number>, name: string, padding: number | undefined): void {
  if (sequence.length === 0) throw new ChainruleError("text.emptySequence", { name });
  for (let position = 0; position < sequence.length; position += 1) {
    const token = sequence[position];
    if (token !== undefined && Number.isInteger(token) && token >= leastToken && token <= greatestToken) {
      if (token !== padding) continue;
      throw new ChainruleError("text.paddingInUse", { name, position, padding });
    }
    throw new ChainruleError("text.sequenceToken", { name, position, received: String(token) });
  }
}
