import { generateTokens, type Tokenizer } from "@chainrule/core";
import { type Command, defineCommand } from "../commandLine/command.ts";
import { numberFlag, textFlag, wholeNumberFlag } from "../commandLine/flag.ts";
import { isLanguage } from "../config/dataConfig.ts";
import { CommandError } from "../errors/commandError.ts";
import { openFinishedRun } from "../run/loadRun.ts";
import { finishedModel } from "../training/finishedModel.ts";
import { sessionFlags, sessionOptions } from "./sessionFlags.ts";
import { TextWriter } from "./textWriter.ts";

const texts = {
  slid: {
    en: (context: number) => `the model sees ${context} tokens at once; it no longer saw the beginning`,
    zh: (context: number) => `模型一次只能看到 ${context} 个词元；已看不到开头部分`,
  },
} as const;

/** Goes on with a text by the model of a run that was trained on one. */
export const generateCommand: Command = defineCommand({
  name: "generate",
  summary: { en: "Go on with a text by a run's language model.", zh: "用运行得到的语言模型续写文本。" },
  arguments: [{ name: "RUN", isRequired: true }],
  flags: {
    prompt: textFlag("TEXT", { en: "text to go on from", zh: "作为开头的文本" }),
    tokens: wholeNumberFlag(1, { en: "most tokens to add (default 200)", zh: "最多生成的词元数（默认 200）" }),
    temperature: numberFlag(
      (value) => value >= 0,
      { en: "a number of at least 0", zh: "不小于 0 的数" },
      {
        en: "below 1 likely tokens become likelier; 0 takes the likeliest (default 1)",
        zh: "小于 1 时更偏向概率大的词元；0 总取概率最大的（默认 1）",
      },
    ),
    "top-k": wholeNumberFlag(1, { en: "draw from the K likeliest tokens alone", zh: "只从概率最大的 K 个词元中抽取" }),
    "top-p": numberFlag(
      (value) => value > 0 && value <= 1,
      { en: "a number above 0 and at most 1", zh: "大于 0 且不大于 1 的数" },
      {
        en: "draw from the fewest tokens whose probability together is at least this",
        zh: "只从累计概率达到此值的最少词元中抽取",
      },
    ),
    seed: wholeNumberFlag(0, { en: "of the draws (default: the run's)", zh: "抽取的种子（默认为运行的种子）" }),
    ...sessionFlags,
  },
  examples: [
    {
      line: 'generate runs/book --prompt "Once upon a time"',
      meaning: { en: "Two hundred tokens more", zh: "续写两百个词元" },
    },
    {
      line: 'generate runs/book --prompt "The" --tokens 50 --temperature 0.7 --top-k 10 --seed 3 --json',
      meaning: { en: "Likelier ones, as JSON", zh: "更可能的续写，输出 JSON" },
    },
  ],
  run: async ({ values, flags, language, terminal, isJson }) => {
    const run = openFinishedRun(values[0] ?? "", terminal.folder);
    const { tokenizer, config, folder } = run;
    if (tokenizer === undefined || !isLanguage(config.data)) throw new CommandError("run.noText", { run: folder.name });
    const prompt = promptTokens(tokenizer, flags.prompt);
    const { special } = tokenizer;
    const topP = flags["top-p"];
    const steps = generateTokens(finishedModel(run), {
      prompt: [...prompt],
      tokens: flags.tokens ?? 200,
      temperature: flags.temperature ?? 1,
      topK: flags["top-k"],
      ...(topP === undefined ? {} : { topP }),
      seed: flags.seed ?? config.seed,
      end: special.end,
      exclude: [special.padding, special.start, special.unknown].filter((token) => token !== undefined),
      ...sessionOptions(flags),
    });
    const writer = new TextWriter(tokenizer, isJson ? () => undefined : terminal.out);
    const tokens: number[] = [];
    let step = await steps.next();
    if (!isJson) terminal.out(flags.prompt ?? "");
    for (; step.done !== true; step = await steps.next()) {
      tokens.push(step.value);
      writer.add(tokens);
    }
    const { isEnded, hasSlid } = step.value;
    const text = writer.end(tokens);
    if (isJson) {
      terminal.out(`${JSON.stringify({ prompt: flags.prompt ?? "", text, tokens, ended: isEnded, slid: hasSlid })}\n`);
      return 0;
    }
    terminal.out("\n");
    const [context = 0] = run.description.inputShape;
    if (hasSlid) terminal.err(`${texts.slid[language](context)}\n`);
    return 0;
  },
});

/** The tokens of the prompt, after that of the beginning where there is one. */
function promptTokens(tokenizer: Tokenizer, prompt: string | undefined): Int32Array {
  const hasStart = tokenizer.special.start !== undefined;
  const tokens = tokenizer.encode(prompt ?? "", { start: hasStart, name: "--prompt" });
  if (tokens.length > 0) return tokens;
  throw new CommandError("generate.noPrompt", undefined);
}
