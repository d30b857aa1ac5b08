import type { Dataset } from "../data/dataset.ts";
import { ChainruleError } from "../errors/chainruleError.ts";
import { makeOption, optional } from "../spec/optionSpec.ts";
import { defineEntry, type Entry } from "../spec/registry.ts";
import { integer } from "../spec/scalars.ts";
import { windowData } from "./languageModelData.ts";
import { streamTokens, type TextChunks } from "./streamTokens.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** Settings of {@link languageModelStream}. */
export interface LanguageModelStreamOptions {
  /** Tokens in a window: what the model sees at once. */
  readonly context: number;
  /** Windows in each part; these are in memory together, and `fit` shuffles them. */
  readonly windows: number;
  /** Tokens from the start of a window to that of the next (default `context`). */
  readonly stride?: number | undefined;
  /** What errors are to call the text (default `text`). */
  readonly name?: string;
}

type Parsed = Required<LanguageModelStreamOptions>;

const parser: Entry<Parsed> = defineEntry<LanguageModelStreamOptions, Parsed>({
  name: "languageModelStream",
  summary: { en: "Windows of a text that is read piece by piece.", zh: "逐块读取的文本的窗口。" },
  options: {
    context: integer({ min: 1, en: "Tokens in a window.", zh: "窗口中的词元数。" }),
    windows: integer({ min: 1, en: "Windows in each part.", zh: "每部分的窗口数。" }),
    stride: optional(integer({ min: 1, en: "Tokens from one window to the next.", zh: "相邻窗口起点之间的词元数。" })),
    name: makeOption<string>(
      { default: "text", en: "What errors are to call the text.", zh: "错误信息中文本的名称。" },
      {
        expected: { en: "a text", zh: "文本" },
        schema: { type: "string" },
        read: (value) => (typeof value === "string" ? value : undefined),
      },
    ),
  },
  create: (parsed) => parsed,
});

/**
 * Language-model data from a text that need not fit into memory: for each epoch of `fit` the next `windows` windows of the
 * text, inputs and next tokens as {@link languageModelData} gives them. After the end the text is read again from the
 * start; no window goes over the end. An epoch is thus a part of the text, not a pass over it.
 *
 * The text is read once in order, and no more of it is kept than a part and a piece. Going back, as a resumed training
 * does, reads it anew up to the part that is wanted.
 *
 * @param open - opens the text: pieces of UTF-8 bytes or strings, from the start, at each call
 * @param options - `context`, `windows`, `stride` (default `context`), `name` for errors (default `text`)
 * @returns a function for `fit`: the data of epoch 0, 1, 2, …
 * @throws ChainruleError, when it is read, if the text is too short for a window, is not UTF-8 or cannot be encoded; at
 * once, if an option is out of its range
 * @example
 * const text = "to be or not to be, that is the question";
 * const parts = languageModelStream(() => [text], characterTokenizer(text), { context: 8, windows: 4 });
 * const first = await parts(0);
 */
export function languageModelStream(
  open: () => TextChunks,
  tokenizer: Tokenizer,
  options: LanguageModelStreamOptions,
): (epoch: number) => Promise<Dataset> {
  const parsed = parser.make(options);
  let parts = windowParts(open, tokenizer, parsed);
  let next = 0;
  let latest: Dataset | undefined;
  const read = async (epoch: number): Promise<Dataset> => {
    if (epoch === next - 1 && latest !== undefined) return latest;
    if (epoch < next) {
      await parts.return(undefined);
      parts = windowParts(open, tokenizer, parsed);
      next = 0;
    }
    for (;;) {
      const { value, done } = await parts.next();
      if (done === true) throw new TypeError("the parts of a text do not end");
      next += 1;
      latest = value;
      if (epoch < next) return value;
    }
  };
  // One call after the other, so that each finds the stream where the last left it.
  let turn: Promise<unknown> = Promise.resolve();
  return (epoch) => {
    const result = turn.then(() => read(epoch));
    turn = result.catch(() => {
      parts = windowParts(open, tokenizer, parsed);
      next = 0;
      latest = undefined;
    });
    return result;
  };
}

async function* windowParts(
  open: () => TextChunks,
  tokenizer: Tokenizer,
  { context, windows, stride = context, name }: Parsed,
): AsyncGenerator<Dataset, void, undefined> {
  const { size } = tokenizer;
  const buffer = new TokenBuffer();
  let starts: number[] = [];
  let next = 0;
  for (;;) {
    let read = 0;
    let found = 0;
    for await (const tokens of streamTokens(open(), tokenizer, { name })) {
      buffer.append(tokens);
      read += tokens.length;
      for (; next + context < buffer.length; next += stride) {
        starts.push(next);
        found += 1;
        if (starts.length < windows) continue;
        yield windowData(buffer.first(next + context + 1), Int32Array.from(starts), { context, size });
        starts = [];
        // The next window begins a stride after this one, which may be beyond what was read.
        next -= buffer.drop(next + stride);
      }
    }
    if (found === 0) throw new ChainruleError("text.tooShort", { name, least: context + 1, received: read });
    next = buffer.length;
  }
}

/** Tokens that are added at the end and taken away at the start. */
class TokenBuffer {
  #values = new Int32Array(1024);
  length = 0;

  append(tokens: Int32Array): void {
    const length = this.length + tokens.length;
    if (length > this.#values.length) {
      const larger = new Int32Array(Math.max(length, 2 * this.#values.length));
      larger.set(this.first(this.length));
      this.#values = larger;
    }
    this.#values.set(tokens, this.length);
    this.length = length;
  }

  /** A copy of the first `count`. */
  first(count: number): Int32Array {
    return this.#values.slice(0, count);
  }

  /** Takes away the first `count`, or as many as there are, and says how many these were. */
  drop(count: number): number {
    const dropped = Math.min(count, this.length);
    this.#values.copyWithin(0, dropped, this.length);
    this.length -= dropped;
    return dropped;
  }
}
