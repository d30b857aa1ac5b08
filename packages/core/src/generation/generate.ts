import type { Model } from "../model/model.ts";
import { defineEntry, type Entry } from "../spec/registry.ts";
import { continueRows, type Generated } from "./continueRows.ts";
import { type SampledOptions, sampledSpecs, tokenList } from "./generationOptions.ts";
import { namedLists } from "./numberLists.ts";
import { requireInputs, requireSayable, requireTokens, tokenModel } from "./tokenModel.ts";

/** Settings of {@link generate}. */
export interface GenerateOptions extends SampledOptions {
  /** Tokens to go on from, at least one (say that of the beginning). */
  readonly prompt: readonly number[] | Int32Array;
  /** Numbers of the model's other inputs by name, row-major: say the tokens of the sentence to translate. */
  readonly inputs?: Readonly<Record<string, ArrayLike<number>>>;
}

type Parsed = Required<SampledOptions> & {
  readonly prompt: readonly number[];
  readonly inputs: Readonly<Record<string, ArrayLike<number>>>;
};

const generateEntry: Entry<Parsed> = defineEntry<
  SampledOptions & { readonly prompt: readonly number[]; readonly inputs?: Parsed["inputs"] },
  Parsed
>({
  name: "generate",
  summary: { en: "Goes on with tokens.", zh: "续写词元。" },
  options: {
    ...sampledSpecs,
    prompt: tokenList("Tokens to go on from.", "作为开头的词元。"),
    inputs: namedLists(),
  },
  create: (options) => options,
});

/**
 * Goes on with tokens: again and again the model says how likely each token is to come next, and one is drawn as
 * {@link sampleToken} draws. The model must turn tokens [T] (i32) into logits [T, V], and look back alone.
 *
 * With the cache each token is one pass over one position, from what the layers keep of those before (states of recurrent
 * layers, keys and values of attention). Without it the last T tokens are computed anew for each. Both draw the same
 * tokens but for the rounding of the logits. The same seed gives the same tokens on every machine, for any number of
 * threads.
 *
 * @param options - `prompt`, `tokens`: how many to add; `temperature` (default 1; 0 takes the likeliest), `topK`, `topP`,
 *   `seed` (default the model's), `end`: the token that ends it, `exclude`: tokens that never come, `cache` (default where it serves), `inputs` of the model
 *   beside the tokens, `engine`, `threads`
 * @returns the new tokens, whether they ended, and whether the beginning slid out of what the model sees
 * @throws ChainruleError if the model or the prompt is unfit, an option is unknown or out of its range, or the cache is
 * asked for where it can't serve
 * @example
 * const { tokens } = await generate(model, { prompt: [0], tokens: 20, temperature: 0.8, topK: 10, seed: 1, end: 0 });
 */
export async function generate(model: Model, options: GenerateOptions): Promise<Generated> {
  const steps = generateTokens(model, options);
  for (;;) {
    const step = await steps.next();
    if (step.done === true) return step.value;
  }
}

/**
 * The same token by token, as they come; what {@link generate} gives is the generator's return value. Leaving the loop
 * early is fine.
 *
 * @throws ChainruleError as {@link generate}
 * @example
 * for await (const token of generateTokens(model, { prompt: [0], tokens: 200 })) console.log(token);
 */
export function generateTokens(model: Model, options: GenerateOptions): AsyncGenerator<number, Generated, undefined> {
  const parsed = generateEntry.make(options);
  const { prompt, inputs } = parsed;
  const tokens = tokenModel("generate", model, Object.keys(inputs));
  requireTokens("generate", "prompt", prompt, tokens.lastToken);
  const lists = Object.fromEntries(Object.entries(inputs).map(([name, list]) => [name, [list]]));
  requireSayable("generate", parsed, tokens);
  const others = requireInputs("generate", tokens, lists, 1);
  return oneRow(
    continueRows(model, { subject: "generate", tokens, first: 0, prompts: [prompt], others, rows: 1 }, parsed),
  );
}

async function* oneRow(steps: ReturnType<typeof continueRows>): AsyncGenerator<number, Generated, undefined> {
  try {
    for (;;) {
      const step = await steps.next();
      if (step.done !== true) {
        yield step.value.token;
        continue;
      }
      const [row] = step.value;
      if (row === undefined) throw new RangeError("there is one row");
      return row;
    }
  } finally {
    await steps.return([]);
  }
}
