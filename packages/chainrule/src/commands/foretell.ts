import {
  type Language,
  logLikelihood,
  type Model,
  type SessionOptions,
  type Tokenizer,
  tokenDistribution,
} from "@chainrule/core";
import { CommandError } from "../errors/commandError.ts";
import type { FinishedRun } from "../run/loadRun.ts";
import { lossText, percentText } from "../terminal/numberText.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { textTable } from "../terminal/textTable.ts";
import { finishedModel } from "../training/finishedModel.ts";

const texts = {
  columns: { en: ["next token", "probability"], zh: ["下一个词元", "概率"] },
  perCharacter: { en: "bits per character of the text", zh: "文本的每字符比特数" },
  perToken: { en: "bits per token", zh: "每词元比特数" },
  perplexity: { en: "perplexity of a token", zh: "每词元困惑度" },
} as const;

const shown = 10;

/** What {@link foretell} needs. */
export interface ForetellRequest {
  readonly run: FinishedRun;
  readonly text: string;
  readonly session: SessionOptions;
  readonly language: Language;
  readonly terminal: Terminal;
  readonly isJson: boolean;
}

/** What a language model says of a text. */
interface Foretold {
  readonly next: readonly { readonly token: number; readonly text: string; readonly probability: number }[];
  readonly bitsPerToken?: number;
  readonly bitsPerCharacter?: number;
  readonly perplexity?: number;
}

/**
 * Tells the likeliest tokens after a text, and how well the model knew the text itself.
 *
 * @throws CommandError or ChainruleError if the text has no token or cannot be encoded, or the model looks ahead
 */
export async function foretell(request: ForetellRequest): Promise<void> {
  const { run, text, language, terminal, isJson } = request;
  const { tokenizer } = run;
  if (tokenizer === undefined) throw new CommandError("run.noText", { run: run.folder.name });
  const told = await foretold(run, tokenizer, text, request.session);
  if (isJson) {
    terminal.out(`${JSON.stringify({ text, ...told })}\n`);
    return;
  }
  const rows = told.next.map(({ text: token, probability }) => [JSON.stringify(token), percentText(probability)]);
  const figures: readonly (readonly [string, number | undefined])[] = [
    [texts.perCharacter[language], told.bitsPerCharacter],
    [texts.perToken[language], told.bitsPerToken],
    [texts.perplexity[language], told.perplexity],
  ];
  const lines = figures.flatMap(([title, value]) => (value === undefined ? [] : [`${title}: ${lossText(value)}`]));
  terminal.out(`${[...textTable(texts.columns[language], rows), ...lines].join("\n")}\n`);
}

async function foretold(
  run: FinishedRun,
  tokenizer: Tokenizer,
  text: string,
  session: SessionOptions,
): Promise<Foretold> {
  const isLine = run.config.data.kind === "lines";
  const name = "--text";
  const before = tokenizer.encode(text, { start: isLine, name });
  if (before.length === (isLine ? 1 : 0)) throw new CommandError("data.emptyText", { place: name });
  const whole = isLine ? tokenizer.encode(text, { start: true, end: true, name }) : before;
  const model = finishedModel(run);
  const { logProbability, each, bitsPerToken } = await logLikelihood(model, { tokens: whole, ...session });
  const next = nextTokens(await lastLogits(model, before, session), tokenizer);
  if (each.length === 0) return { next };
  // A line's end counts as a character, as it does in training's figures; a text's first token is given.
  const given = isLine ? -1 : [...tokenizer.decode(before.subarray(0, 1))].length;
  const bitsPerCharacter = -logProbability / Math.LN2 / ([...text].length - given);
  return { next, bitsPerToken, bitsPerCharacter, perplexity: 2 ** bitsPerToken };
}

/** Logits of the token after the last. */
async function lastLogits(model: Model, tokens: Int32Array, session: SessionOptions): Promise<ArrayLike<number>> {
  const [context = 1] = model.network.inputs[0]?.type.shape ?? [];
  const window = new Int32Array(context);
  const seen = tokens.subarray(-context);
  window.set(seen);
  const { data } = await model.predict(window, session);
  const size = data.length / context;
  return data.subarray((seen.length - 1) * size, seen.length * size);
}

function nextTokens(logits: ArrayLike<number>, tokenizer: Tokenizer): Foretold["next"] {
  return Array.from(tokenDistribution(logits), (probability, token) => ({
    token,
    text: tokenizer.tokenText(token),
    probability,
  }))
    .sort((a, b) => b.probability - a.probability || a.token - b.token)
    .slice(0, shown);
}
