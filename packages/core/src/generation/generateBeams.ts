import { Breather } from "../model/breather.ts";
import type { Model } from "../model/model.ts";
import { defineEntry, type Entry } from "../spec/registry.ts";
import { type BeamOptions, beamSpecs, type FoundSequence, search } from "./beamSearch.ts";
import { chooseScorer } from "./chooseScorer.ts";
import { type CommonOptions, commonSpecs, sessionOptionsOf, tokenList, withoutExcluded } from "./generationOptions.ts";
import { namedLists } from "./numberLists.ts";
import { requireInputs, requireSayable, requireTokens, tokenModel } from "./tokenModel.ts";

/** Settings of {@link generateBeams}. */
export interface GenerateBeamsOptions extends CommonOptions, BeamOptions {
  /** Tokens to go on from, at least one. */
  readonly prompt: readonly number[];
  /** Numbers of the model's other inputs by name, row-major. */
  readonly inputs?: Readonly<Record<string, ArrayLike<number>>>;
}

const beamsEntry: Entry<Required<GenerateBeamsOptions>> = defineEntry<
  GenerateBeamsOptions,
  Required<GenerateBeamsOptions>
>({
  name: "generateBeams",
  summary: { en: "Likely continuations by beam search.", zh: "用束搜索寻找可能性大的续写。" },
  options: {
    ...commonSpecs,
    ...beamSpecs,
    prompt: tokenList("Tokens to go on from.", "作为开头的词元。"),
    inputs: namedLists(),
  },
  create: (options) => options,
});

/**
 * Likely continuations of a prompt by {@link beamSearch}, with the model as the judge; what layers keep goes along with
 * the sequences. Nothing is drawn at random.
 *
 * @param options - `prompt`, `tokens`, `beams` (default 4), `best` (1), `end`, `lengthPenalty` (1), `cache`, `inputs`,
 *   `engine`, `threads`
 * @returns the best sequences, best first, without the prompt and the end
 * @throws ChainruleError as {@link generate}
 * @example
 * const [said] = await generateBeams(model, { inputs: { letters }, prompt: [1], tokens: 20, end: 2, beams: 5 });
 */
export async function generateBeams(model: Model, options: GenerateBeamsOptions): Promise<readonly FoundSequence[]> {
  const subject = "generateBeams";
  const parsed = beamsEntry.make(options);
  const { prompt, inputs, beams } = parsed;
  const tokens = tokenModel(subject, model, Object.keys(inputs));
  requireTokens(subject, "prompt", prompt, tokens.lastToken);
  requireSayable(subject, parsed, tokens);
  const lists = Object.fromEntries(Object.entries(inputs).map(([name, list]) => [name, [list]]));
  const scorer = await chooseScorer(model, tokens, {
    subject,
    cache: parsed.cache,
    rows: beams,
    prompts: [prompt.length],
    tokens: parsed.tokens,
    others: requireInputs(subject, tokens, lists, 1),
    session: sessionOptionsOf(parsed),
  });
  const breather = new Breather();
  try {
    return await search({
      ...parsed,
      next: async (sequences, parents) => {
        await breather.breathe();
        const rows = scorer.next(
          sequences.map((sequence) => [...prompt, ...sequence]),
          parents,
        );
        return rows.map((logits) => withoutExcluded(logits, parsed.exclude));
      },
    });
  } finally {
    scorer.end();
  }
}
