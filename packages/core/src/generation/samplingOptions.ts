import { optional } from "../spec/optionSpec.ts";
import type { OptionSpecs } from "../spec/registry.ts";
import { integer, number } from "../spec/scalars.ts";

/** How the next token is drawn from logits. */
export interface SamplingOptions {
  /** What logits are divided by, at least 0 (default 1): below 1 likely tokens become likelier; 0 takes the likeliest. */
  readonly temperature?: number;
  /** How many of the likeliest tokens may be drawn, at least 1 (default all). */
  readonly topK?: number | undefined;
  /** Least probability that the tokens which may be drawn have together, above 0 and at most 1 (default 1: all). */
  readonly topP?: number;
}

export const samplingSpecs: OptionSpecs<SamplingOptions> = {
  temperature: number({ default: 1, min: 0, en: "What logits are divided by.", zh: "logits 的除数（温度）。" }),
  topK: optional(
    integer({ min: 1, en: "How many of the likeliest tokens may be drawn.", zh: "只从概率最大的几个词元中抽取。" }),
  ),
  topP: number({
    default: 1,
    above: 0,
    max: 1,
    en: "Least probability that the tokens which may be drawn have together.",
    zh: "可抽取词元的累计概率下限。",
  }),
};
