import type { Model } from "../model/model.ts";
import { defineEntry, type Entry } from "../spec/registry.ts";
import { integer } from "../spec/scalars.ts";
import { continueRows, type Generated } from "./continueRows.ts";
import { type SampledOptions, sampledSpecs, tokenLists } from "./generationOptions.ts";
import { type NumberLists, namedListsOfRows } from "./numberLists.ts";
import { requireInputs, requireSayable, requireTokens, tokenModel } from "./tokenModel.ts";

/** Settings of {@link generateBatch}. */
export interface GenerateBatchOptions extends SampledOptions {
  /** Tokens to go on from, one list for each sequence. */
  readonly prompts: readonly (readonly number[])[];
  /** Numbers of the model's other inputs by name: a row-major list for each prompt. */
  readonly inputs?: NumberLists;
  /** Sequences that are computed at once, at least 1 (default 64). */
  readonly batchSize?: number;
}

const batchEntry: Entry<Required<GenerateBatchOptions>> = defineEntry<
  GenerateBatchOptions,
  Required<GenerateBatchOptions>
>({
  name: "generateBatch",
  summary: { en: "Goes on with many prompts.", zh: "续写多个提示。" },
  options: {
    ...sampledSpecs,
    prompts: tokenLists("Tokens to go on from, a list for each sequence.", "每个序列开头的词元。"),
    inputs: namedListsOfRows(),
    batchSize: integer({ default: 64, min: 1, en: "Sequences that are computed at once.", zh: "同时计算的序列数。" }),
  },
  create: (options) => options,
});

/**
 * Goes on with many prompts, several at once; each as {@link generate} would, with random numbers of its own by its place
 * (the first has those of `generate`), so that the result does not depend on the batch size.
 *
 * @param options - `prompts`, `inputs` with a list for each prompt, `batchSize` (default 64), and those of {@link generate}
 * @returns one result for each prompt, in order
 * @throws ChainruleError as {@link generate}; with the cache the prompts of a batch must have one length
 * @example
 * const names = await generateBatch(model, { prompts: Array.from({ length: 20 }, () => [0]), tokens: 12, end: 0 });
 */
export async function generateBatch(model: Model, options: GenerateBatchOptions): Promise<readonly Generated[]> {
  const subject = "generateBatch";
  const parsed = batchEntry.make(options);
  const { prompts, inputs, batchSize } = parsed;
  const tokens = tokenModel(subject, model, Object.keys(inputs));
  prompts.forEach((prompt, row) => {
    requireTokens(subject, `prompts[${row}]`, prompt, tokens.lastToken);
  });
  requireSayable(subject, parsed, tokens);
  const others = requireInputs(subject, tokens, inputs, prompts.length);
  const rows = Math.min(batchSize, prompts.length);
  const results: Generated[] = [];
  for (let first = 0; first < prompts.length; first += rows) {
    const part = <T>(list: readonly T[]): readonly T[] => list.slice(first, first + rows);
    const steps = continueRows(
      model,
      {
        subject,
        tokens,
        first,
        prompts: part(prompts),
        others: Object.fromEntries(Object.entries(others).map(([name, lists]) => [name, part(lists)])),
        rows,
      },
      parsed,
    );
    for (;;) {
      const step = await steps.next();
      if (step.done !== true) continue;
      results.push(...step.value);
      break;
    }
  }
  return results;
}
