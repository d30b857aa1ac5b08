import { engineNames } from "../engines/createSession.ts";
import type { SessionOptions } from "../engines/session.ts";
import { makeOption, type OptionSpec, optional } from "../spec/optionSpec.ts";
import type { OptionSpecs } from "../spec/registry.ts";
import { boolean, choice, integer } from "../spec/scalars.ts";
import { type SamplingOptions, samplingSpecs } from "./samplingOptions.ts";

/** Which engine computes: see {@link SessionOptions}. */
export interface EngineOptions {
  readonly engine?: SessionOptions["engine"] | undefined;
  readonly threads?: number | undefined;
  readonly fast?: boolean | undefined;
}

/** What all that goes on with tokens takes beside its prompt. */
export interface CommonOptions extends EngineOptions {
  /** Most tokens to add, at least 1. */
  readonly tokens: number;
  /** The token that ends a sequence; it is not part of the result (default none). */
  readonly end?: number | undefined;
  /** Tokens that never come, say that of padding (default none). */
  readonly exclude?: readonly number[];
  /**
   * Whether to go on from what layers keep of the positions before, so that each token takes the same time (default: where
   * the layers can and the text fits; a longer one is computed anew for each token, over the last positions that the
   * model sees).
   */
  readonly cache?: boolean | undefined;
}

/** Settings that all generation by draws has in common. */
export interface SampledOptions extends CommonOptions, SamplingOptions {
  /** Seed of the draws (default: the model's). */
  readonly seed?: number | undefined;
}

export const engineSpecs: OptionSpecs<EngineOptions> = {
  engine: optional(choice(engineNames, { en: "The engine.", zh: "引擎。" })),
  threads: optional(integer({ min: 1, en: "Threads that share each op.", zh: "分担每个运算的线程数。" })),
  fast: optional(boolean({ en: "Fused multiply-add where the machine has it.", zh: "是否使用融合乘加。" })),
};

export const commonSpecs: OptionSpecs<CommonOptions> = {
  ...engineSpecs,
  tokens: integer({ min: 1, en: "Most tokens to add.", zh: "最多生成的词元数。" }),
  end: optional(integer({ min: 0, en: "The token that ends a sequence.", zh: "结束序列的词元。" })),
  exclude: tokenList("Tokens that never come.", "绝不会出现的词元。", []),
  cache: optional(
    boolean({ en: "Whether to go on from what layers keep.", zh: "是否利用各层保留的内容逐个位置计算。" }),
  ),
};

export const sampledSpecs: OptionSpecs<SampledOptions> = {
  ...commonSpecs,
  ...samplingSpecs,
  seed: optional(
    integer({
      min: 0,
      max: Number.MAX_SAFE_INTEGER,
      en: "Seed of the draws (default: the model's).",
      zh: "抽取的种子（默认为模型的种子）。",
    }),
  ),
};

/** An option that is a list of tokens. */
export function tokenList(en: string, zh: string, fallback?: readonly number[]): OptionSpec<readonly number[]> {
  return makeOption<readonly number[]>(
    { en, zh, ...(fallback === undefined ? {} : { default: fallback }) },
    {
      expected: { en: "a list of tokens", zh: "词元的列表" },
      schema: { type: "array", items: { type: "integer" } },
      read: tokensOf,
    },
  );
}

/** An option that is a list of lists of tokens. */
export function tokenLists(en: string, zh: string): OptionSpec<readonly (readonly number[])[]> {
  return makeOption<readonly (readonly number[])[]>(
    { en, zh },
    {
      expected: { en: "a list of lists of tokens", zh: "由词元列表组成的列表" },
      schema: { type: "array", items: { type: "array", items: { type: "integer" } } },
      read: (value) => {
        if (!Array.isArray(value)) return undefined;
        const lists = value.map(tokensOf).filter((list) => list !== undefined);
        return lists.length === value.length ? lists : undefined;
      },
    },
  );
}

/** Any array of numbers as a list; whether they are tokens is checked where the model is known. */
function tokensOf(value: unknown): readonly number[] | undefined {
  if (value instanceof Int32Array || value instanceof Uint8Array || value instanceof Uint16Array) return [...value];
  return Array.isArray(value) && value.every((item): item is number => typeof item === "number") ? value : undefined;
}

/** Those of the options that choose the engine, if they are given. */
export function sessionOptionsOf({ engine, threads, fast }: EngineOptions): SessionOptions {
  return {
    ...(engine === undefined ? {} : { engine }),
    ...(threads === undefined ? {} : { threads }),
    ...(fast === undefined ? {} : { fast }),
  };
}

/** Logits without the tokens that never come. */
export function withoutExcluded(logits: ArrayLike<number>, exclude: readonly number[]): ArrayLike<number> {
  if (exclude.length === 0) return logits;
  const left = Float64Array.from(logits);
  for (const token of exclude) left[token] = Number.NEGATIVE_INFINITY;
  return left;
}
