import { Breather } from "../model/breather.ts";
import type { Model } from "../model/model.ts";
import { random } from "../random/generator.ts";
import { chooseScorer } from "./chooseScorer.ts";
import { type SampledOptions, sessionOptionsOf, withoutExcluded } from "./generationOptions.ts";
import { draw } from "./sampleToken.ts";
import type { TokenModel } from "./tokenModel.ts";

/** What was generated after a prompt. */
export interface Generated {
  /** Without the prompt, and without the token that ended it. */
  readonly tokens: readonly number[];
  /** Whether the end token came; else it was cut off. */
  readonly isEnded: boolean;
  /** Whether prompt and tokens became longer than what the model sees at once, so that it no longer saw the beginning. */
  readonly hasSlid: boolean;
}

export interface RowsRequest {
  readonly subject: string;
  readonly tokens: TokenModel;
  /** Place of the first prompt among all, which chooses its random numbers. */
  readonly first: number;
  readonly prompts: readonly (readonly number[])[];
  readonly others: Readonly<Record<string, readonly ArrayLike<number>[]>>;
  /** Sequences that are computed at once. */
  readonly rows: number;
}

/** Goes on with several prompts side by side; gives each new token with its row, in order. */
export async function* continueRows(
  model: Model,
  request: RowsRequest,
  options: Required<SampledOptions>,
): AsyncGenerator<{ readonly row: number; readonly token: number }, readonly Generated[], undefined> {
  const { prompts, subject, rows, first } = request;
  const { tokens: most, end, seed = model.network.seed } = options;
  const scorer = await chooseScorer(model, request.tokens, {
    subject,
    cache: options.cache,
    rows,
    prompts: prompts.map((prompt) => prompt.length),
    tokens: most,
    others: request.others,
    session: sessionOptionsOf(options),
  });
  const state = prompts.map((prompt, row) => ({
    row,
    sequence: [...prompt],
    length: prompt.length,
    generator: random({ seed, stream: `generate/${first + row}` }),
    isEnded: false,
    hasSlid: false,
  }));
  const breather = new Breather();
  try {
    let live = state;
    let parents = state.map((_, row) => row);
    for (let count = 0; count < most && live.length > 0; count += 1) {
      await breather.breathe();
      const logits = scorer.next(
        live.map(({ sequence }) => sequence),
        parents,
      );
      const going: typeof state = [];
      parents = [];
      for (const [index, own] of live.entries()) {
        own.hasSlid ||= own.sequence.length > request.tokens.context && scorer.hasSlid;
        const token = draw(withoutExcluded(logits[index] ?? [], options.exclude), {
          ...options,
          generator: own.generator,
        });
        own.isEnded = token === end;
        if (own.isEnded) continue;
        own.sequence.push(token);
        going.push(own);
        parents.push(index);
        yield { row: own.row, token };
      }
      live = going;
    }
  } finally {
    scorer.end();
  }
  return state.map(({ sequence, length, isEnded, hasSlid }) => ({ tokens: sequence.slice(length), isEnded, hasSlid }));
}
