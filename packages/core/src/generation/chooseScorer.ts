import type { SessionOptions } from "../engines/session.ts";
import { ChainruleError } from "../errors/chainruleError.ts";
import type { Model } from "../model/model.ts";
import type { NetworkSteps } from "../model/networkSteps.ts";
import { cachedScorer, isEndless } from "./cachedScorer.ts";
import type { Scorer } from "./scorer.ts";
import type { TokenModel } from "./tokenModel.ts";
import { windowScorer } from "./windowScorer.ts";

export interface ScorerRequest {
  /** Who asks, for errors. */
  readonly subject: string;
  /** Whether to go on from what layers keep; `undefined` where that can be done. */
  readonly cache: boolean | undefined;
  readonly rows: number;
  /** Lengths of the prompts. */
  readonly prompts: readonly number[];
  /** Most tokens that follow. */
  readonly tokens: number;
  /** Numbers of the other inputs, a list for each row. */
  readonly others: Readonly<Record<string, readonly ArrayLike<number>[]>>;
  readonly session: SessionOptions;
}

/** The scorer with the cache where it is asked for, or serves; else the one that computes whole windows. */
export async function chooseScorer(model: Model, tokens: TokenModel, request: ScorerRequest): Promise<Scorer> {
  const { subject, cache, rows, others } = request;
  const session = await model.session(request.session);
  const whole = (): Promise<Scorer> => windowScorer(subject, tokens, session, rows, others);
  if (cache === false) return whole();
  const steps = tokens.steps();
  if (steps === undefined) {
    if (cache !== true) return whole();
    const en = "false for a model whose layers can't all go on by one position";
    throw refusal(subject, { en, zh: " false：该模型并非每层都能逐个位置计算" }, "true");
  }
  const { context } = tokens;
  const longest = Math.max(...request.prompts) + request.tokens - 1;
  if (!canGoOn(steps, context, longest)) {
    if (cache !== true) return whole();
    // Layers that can't go on at all say so themselves.
    steps.state(1, context);
    throw refusal(
      subject,
      {
        en: `false for ${longest} positions: layers keep those before for at most the model's ${context}`,
        zh: ` false：共 ${longest} 个位置，而各层最多只能保留模型的 ${context} 个`,
      },
      "true",
    );
  }
  if (new Set(request.prompts).size > 1) {
    if (cache !== true) return whole();
    const lengths = [...new Set(request.prompts)].join(", ");
    throw refusal(subject, { en: "false for prompts of different length", zh: " false：提示的长度不同" }, lengths);
  }
  try {
    return await cachedScorer(steps, tokens, session, rows, others);
  } catch (error) {
    if (cache === true || !(error instanceof ChainruleError)) throw error;
    return whole();
  }
}

/** Whether layers can go on by one position up to the `longest`. */
function canGoOn(steps: NetworkSteps, context: number, longest: number): boolean {
  try {
    return isEndless(steps, context) || longest <= context;
  } catch (error) {
    if (error instanceof ChainruleError) return false;
    throw error;
  }
}

function refusal(
  subject: string,
  expected: { readonly en: string; readonly zh: string },
  received: string,
): ChainruleError {
  return new ChainruleError("learning.option", { subject, name: "cache", expected, received });
}
