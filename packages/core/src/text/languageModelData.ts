import { Dataset } from "../data/dataset.ts";
import { ignoredClass } from "../data/storedValues.ts";
import { ChainruleError } from "../errors/chainruleError.ts";
import { optional } from "../spec/optionSpec.ts";
import { defineEntry, type Entry } from "../spec/registry.ts";
import { choice, integer } from "../spec/scalars.ts";

/** Settings of {@link languageModelData}. */
export interface LanguageModelDataOptions {
  /** Tokens in a window: what the model sees at once. */
  readonly context: number;
  /** Number of tokens there are: the tokenizer's `size`. */
  readonly size: number;
  /** Tokens from the start of a window to that of the next (default `context`: windows that do not overlap). */
  readonly stride?: number | undefined;
  /**
   * What is done with the tokens after the last whole window: `"drop"` (default), or `"pad"`, so that every token is
   * predicted: one more window whose positions after the end do not count.
   */
  readonly tail?: "drop" | "pad";
  /** The token that the last window is filled up with where `tail` is `"pad"` (default 0). */
  readonly padding?: number;
  /**
   * For stateful layers: divides the text into so many stretches, and orders the windows such that row r of each batch of
   * as many examples goes on in stretch r where row r of the batch before stopped (default 1: one window after the other).
   * Not with a stride or a padded tail.
   */
  readonly lanes?: number;
}

const parser: Entry<Required<LanguageModelDataOptions>> = defineEntry<
  LanguageModelDataOptions,
  Required<LanguageModelDataOptions>
>({
  name: "languageModelData",
  summary: { en: "Windows of a text with the tokens that follow.", zh: "文本的窗口及其后续词元。" },
  options: {
    context: integer({ min: 1, en: "Tokens in a window.", zh: "窗口中的词元数。" }),
    size: integer({ min: 1, en: "Number of tokens there are.", zh: "词元的种数。" }),
    stride: optional(integer({ min: 1, en: "Tokens from one window to the next.", zh: "相邻窗口起点之间的词元数。" })),
    tail: choice(["drop", "pad"], {
      default: "drop",
      en: "What is done with the tokens after the last whole window.",
      zh: "如何处理最后一个完整窗口之后的词元。",
    }),
    padding: integer({ default: 0, min: 0, en: "The token to fill up with.", zh: "用来补齐的词元。" }),
    lanes: integer({
      default: 1,
      min: 1,
      en: "Stretches of the text that go on side by side, one for each row of a batch.",
      zh: "文本分成并行推进的段数，批中每行一段。",
    }),
  },
  create: (parsed) => {
    const { lanes, stride, context, tail } = parsed;
    if (lanes > 1 && ((stride ?? context) !== context || tail === "pad")) {
      const expected = { en: "1 with a stride or a padded tail", zh: " 1（用了 stride 或 tail 为 pad 时）" };
      const subject = "languageModelData";
      throw new ChainruleError("learning.option", { subject, name: "lanes", expected, received: String(lanes) });
    }
    return parsed;
  },
});

/**
 * Windows of a text to learn language from: inputs tokens[s … s + context), targets tokens[s + 1 … s + context], so that
 * at each position the next token is to be told; s = 0, stride, 2 · stride, ….
 *
 * The windows are views of the text's one array (an `Int32Array` is not copied, but for `tail: "pad"`), so that windows
 * that overlap take no memory of their own. To hold out a part, divide the text first.
 *
 * @param tokens - the text's tokens, at least context + 1 (2 with `tail: "pad"`, lanes · context + 1 with `lanes`)
 * @param options - `context`, `size`, `stride` (default `context`), `tail`: `"drop"` (default) or `"pad"`, `padding`
 *   (default 0), `lanes` (default 1): the batch size where a layer is stateful, with `shuffle: false`
 * @throws ChainruleError if the text is too short, a token is outside 0 … size − 1, or an option is out of its range
 * @example
 * const letters = characterTokenizer("to be or not to be");
 * const data = languageModelData(letters.encode("to be or not to be"), { context: 8, size: letters.size });
 */
export function languageModelData(tokens: Int32Array | readonly number[], options: LanguageModelDataOptions): Dataset {
  const { context, size, stride = context, tail, padding, lanes } = parser.make(options);
  requireTokens(tokens, size);
  const least = tail === "pad" ? 2 : lanes * context + 1;
  if (tokens.length < least)
    throw new ChainruleError("text.tooShort", { name: "languageModelData", least, received: tokens.length });
  if (tail === "pad") requireTokens([padding], size);
  if (tail === "drop") {
    const values = tokens instanceof Int32Array ? tokens : Int32Array.from(tokens);
    const starts = lanes > 1 ? laneStarts(values.length, context, lanes) : windowStarts(values.length, context, stride);
    return windowData(values, starts, { context, size });
  }
  // Whole windows, and one more where there are targets that they do not reach.
  const whole = Math.max(0, Math.floor((tokens.length - 1 - context) / stride) + 1);
  const reached = whole === 0 ? 0 : (whole - 1) * stride + context;
  const count = Math.max(reached, whole * stride) < tokens.length - 1 ? whole + 1 : whole;
  const end = Math.max(tokens.length, (count - 1) * stride + context);
  const inputs = new Int32Array(end).fill(padding);
  const targets = new Int32Array(end).fill(ignoredClass);
  inputs.set(tokens);
  targets.set(inputs.subarray(1, tokens.length));
  const starts = Int32Array.from({ length: count }, (_, i) => i * stride);
  return new Dataset({ values: inputs, starts }, [context], {
    kind: "class",
    values: targets,
    starts,
    classCount: size,
    shape: [context],
  });
}

/** Where the whole windows of a text begin; each is followed by one token more. */
function windowStarts(length: number, context: number, stride: number): Int32Array {
  return Int32Array.from({ length: Math.floor((length - 1 - context) / stride) + 1 }, (_, i) => i * stride);
}

/** Windows of stretches of equal length: the first of each, the second of each, …. */
function laneStarts(length: number, context: number, lanes: number): Int32Array {
  const stretch = Math.floor((length - 1) / lanes);
  const steps = Math.floor(stretch / context);
  return Int32Array.from({ length: steps * lanes }, (_, i) => (i % lanes) * stretch + Math.floor(i / lanes) * context);
}

/** Windows that begin at the given places of an array. */
export function windowData(
  values: Int32Array,
  starts: Int32Array,
  { context, size }: { readonly context: number; readonly size: number },
): Dataset {
  return new Dataset({ values, starts }, [context], {
    kind: "class",
    values: values.subarray(1),
    starts,
    classCount: size,
    shape: [context],
  });
}

function requireTokens(tokens: ArrayLike<number>, size: number): void {
  for (let position = 0; position < tokens.length; position += 1) {
    const token = tokens[position] ?? Number.NaN;
    if (Number.isInteger(token) && token >= 0 && token < size) continue;
    const place = { subject: "languageModelData", position, size };
    throw new ChainruleError("text.tokenRange", { ...place, received: String(token) });
  }
}
