import type { Step } from "../graph/step.ts";
import { evaluationMode } from "../layers/evaluationMode.ts";
import { Breather } from "../model/breather.ts";
import type { Model } from "../model/model.ts";
import { input } from "../ops/input.ts";
import { reshape } from "../ops/reshape.ts";
import { defineEntry, type Entry } from "../spec/registry.ts";
import { type EngineOptions, engineSpecs, sessionOptionsOf, tokenList } from "./generationOptions.ts";
import { logProbabilities } from "./logProbabilities.ts";
import { namedLists } from "./numberLists.ts";
import { rowsOf, sharedProgram } from "./scorer.ts";
import { requireInputs, requireTokens, type TokenModel, tokenModel } from "./tokenModel.ts";

/** Settings of {@link logLikelihood}. */
export interface LogLikelihoodOptions extends EngineOptions {
  /** The whole sequence; its first token is given, the others are judged. */
  readonly tokens: readonly number[] | Int32Array;
  /** Numbers of the model's other inputs by name, row-major. */
  readonly inputs?: Readonly<Record<string, ArrayLike<number>>>;
}

/** How likely a model holds a sequence to be. */
export interface Likelihood {
  /** Σ log p(tokenₜ | tokens before), in nats. */
  readonly logProbability: number;
  /** log p of each token but the first. */
  readonly each: Float64Array;
  /** −log₂ p for each judged token: 0 without any. */
  readonly bitsPerToken: number;
}

interface Parsed extends Required<EngineOptions> {
  readonly tokens: readonly number[];
  readonly inputs: Readonly<Record<string, ArrayLike<number>>>;
}

const likelihoodEntry: Entry<Parsed> = defineEntry<Omit<Parsed, keyof EngineOptions> & EngineOptions, Parsed>({
  name: "logLikelihood",
  summary: { en: "How likely a model holds a sequence to be.", zh: "模型认为某序列有多大可能。" },
  options: { ...engineSpecs, tokens: tokenList("The whole sequence.", "整个序列。"), inputs: namedLists() },
  create: (options) => options,
});

/**
 * How likely a model holds a sequence to be, each token after the true ones before it (teacher forcing): one pass over the
 * model's whole window. Of a text longer than the window, windows that overlap by half are judged one after the other,
 * each its second half, so that every token has at least half a window before it.
 *
 * @param options - `tokens`, `inputs` of the model beside the tokens, `engine`, `threads`
 * @throws ChainruleError if the model or a token is unfit
 * @example
 * const { bitsPerToken } = await logLikelihood(model, { tokens: [0, 5, 3, 12, 0] });
 */
export async function logLikelihood(model: Model, options: LogLikelihoodOptions): Promise<Likelihood> {
  const subject = "logLikelihood";
  const parsed = likelihoodEntry.make(options);
  const { tokens, inputs } = parsed;
  const given = tokenModel(subject, model, Object.keys(inputs));
  const { context, vocabulary } = given;
  requireTokens(subject, "tokens", tokens, given.lastToken);
  // The first token, which is given, may be one that the model never says.
  requireTokens(subject, "tokens", [0, ...tokens.slice(1)], vocabulary - 1);
  const lists = Object.fromEntries(Object.entries(inputs).map(([name, list]) => [name, [list]]));
  const others = requireInputs(subject, given, lists, 1);
  const session = await model.session(sessionOptionsOf(parsed));
  const program = await sharedProgram(session, `likelihood ${given.tokens.name}`, () => likelihoodStep(given));
  const fixed = Object.fromEntries(
    Object.entries(others).map(([name, [list]]) => [name, Float64Array.from(list ?? [])]),
  );
  const each = new Float64Array(tokens.length - 1);
  const window = new Int32Array(context);
  const breather = new Breather();
  const stride = Math.max(1, Math.floor(context / 2));
  let judged = 0;
  for (let start = 0; judged < each.length; start += stride) {
    await breather.breathe();
    window.fill(0);
    window.set(tokens.slice(start, start + context));
    const { logits } = program.run({ ...fixed, [given.tokens.name]: window }).outputs;
    if (logits === undefined) throw new TypeError("the step gives logits");
    const rows = rowsOf(logits.data, context);
    const last = Math.min(start + context, each.length);
    for (; judged < last; judged += 1)
      each[judged] = logProbabilities(rows[judged - start] ?? [])[tokens[judged + 1] ?? 0] ?? Number.NaN;
  }
  const logProbability = each.reduce((sum, value) => sum + value, 0);
  const bitsPerToken = each.length === 0 ? 0 : -logProbability / Math.LN2 / each.length;
  return { logProbability, each, bitsPerToken };
}

function likelihoodStep({ network, output, context, vocabulary }: TokenModel): Step {
  const inputs = network.inputs.map(({ name, type }) => input(name, [1, ...type.shape], type.dtype));
  const logits = network.apply(inputs, evaluationMode)[output];
  if (logits === undefined) throw new TypeError("no such output");
  return { outputs: { logits: reshape(logits, [context, vocabulary]) }, updates: [] };
}
