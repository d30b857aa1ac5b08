import type { JsonObject } from "./json.ts";
import { makeOption, type OptionSpec, type OptionText } from "./optionSpec.ts";
import type { Text } from "./text.ts";

export interface NumberBounds {
  /** Least and greatest value, themselves allowed. */
  readonly min?: number;
  readonly max?: number;
  /** Bounds that the value must not reach. */
  readonly above?: number;
  readonly below?: number;
}

function within(value: number, bounds: NumberBounds): boolean {
  const { min = -Infinity, max = Infinity, above = -Infinity, below = Infinity } = bounds;
  return (
    value >= min && value <= max && (value > above || above === -Infinity) && (value < below || below === Infinity)
  );
}

function boundsText(bounds: NumberBounds): Text {
  const en: string[] = [];
  const zh: string[] = [];
  const add = (limit: number | undefined, english: string, chinese: string): void => {
    if (limit === undefined) return;
    en.push(`${english} ${limit}`);
    zh.push(`${chinese} ${limit}`);
  };
  add(bounds.min, "at least", "不小于");
  add(bounds.above, "above", "大于");
  add(bounds.max, "at most", "不大于");
  add(bounds.below, "below", "小于");
  return { en: en.join(" and "), zh: zh.join("且") };
}

function boundsSchema(bounds: NumberBounds): JsonObject {
  return {
    ...(bounds.min === undefined ? {} : { minimum: bounds.min }),
    ...(bounds.max === undefined ? {} : { maximum: bounds.max }),
    ...(bounds.above === undefined ? {} : { exclusiveMinimum: bounds.above }),
    ...(bounds.below === undefined ? {} : { exclusiveMaximum: bounds.below }),
  };
}

/** A finite number, within bounds if any are given. */
export function number(options: OptionText<number> & NumberBounds): OptionSpec<number> {
  const bounds = boundsText(options);
  return makeOption(options, {
    expected: { en: `a number ${bounds.en}`.trim(), zh: `${bounds.zh}的数`.replace(/^的/, "") },
    schema: { type: "number", ...boundsSchema(options) },
    read: (value) =>
      typeof value === "number" && Number.isFinite(value) && within(value, options) ? value : undefined,
  });
}

/** A whole number, within bounds if any are given. */
export function integer(options: OptionText<number> & NumberBounds): OptionSpec<number> {
  const bounds = boundsText(options);
  return makeOption(options, {
    expected: { en: `a whole number ${bounds.en}`.trim(), zh: `${bounds.zh}的整数`.replace(/^的/, "") },
    schema: { type: "integer", ...boundsSchema(options) },
    read: (value) =>
      typeof value === "number" && Number.isSafeInteger(value) && within(value, options) ? value : undefined,
  });
}

/** True or false. */
export function boolean(options: OptionText<boolean>): OptionSpec<boolean> {
  return makeOption(options, {
    expected: { en: "true or false", zh: " true 或 false" },
    schema: { type: "boolean" },
    read: (value) => (typeof value === "boolean" ? value : undefined),
  });
}

/** One of some words. */
export function choice<const Word extends string>(words: readonly Word[], options: OptionText<Word>): OptionSpec<Word> {
  return makeOption(options, {
    expected: { en: `one of ${words.join(", ")}`, zh: `下列之一：${words.join("、")}` },
    schema: { enum: words },
    read: (value) => words.find((word) => word === value),
  });
}
