import { makeOption, type OptionSpec, optional } from "@chainrule/core";

/** What a share must be, as errors say it. */
export const shareText = {
  en: "a share between 0 and 1, or a number of examples",
  zh: "0 到 1 之间的比例，或样本数",
} as const;
export const shareSchema = { type: "number", exclusiveMinimum: 0 } as const;

/** Whether a value is a share of examples or a number of them. */
export function isShare(value: unknown): value is number {
  return typeof value === "number" && value > 0 && (value < 1 || Number.isSafeInteger(value));
}

/** Examples that are split off for the test part. */
export function testShare(fallback?: number): OptionSpec<number> {
  return makeOption<number>(
    {
      ...(fallback === undefined ? {} : { default: fallback }),
      en: "Share or number of examples for the test part.",
      zh: "测试部分的比例或样本数。",
    },
    { expected: shareText, schema: shareSchema, read: (value) => (isShare(value) ? value : undefined) },
  );
}

/** The same or another file. */
export const testShareOrFile: OptionSpec<number | string | undefined> = optional(
  makeOption<number | string>(
    {
      en: "Share or number of examples for the test part, or another CSV file.",
      zh: "测试部分的比例或样本数，或另一个 CSV 文件。",
    },
    {
      expected: { en: `${shareText.en}, or a file`, zh: `${shareText.zh}，或文件` },
      schema: { anyOf: [shareSchema, { type: "string" }] },
      read: (value) => (isShare(value) || (typeof value === "string" && value !== "") ? value : undefined),
    },
  ),
);
