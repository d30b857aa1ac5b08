import type { NestedNumbers } from "../engines/session.ts";
import { makeOption, type OptionSpec, type OptionText } from "./optionSpec.ts";

/** A whole number for height and width alike, or `[height, width]`. */
export type Pair = number | readonly [number, number];

/** Height and width. */
export function bothOf(pair: Pair): readonly [number, number] {
  return typeof pair === "number" ? [pair, pair] : pair;
}

/** A whole number of at least `min`, or two of them: `[height, width]`. */
export function pair(min: number, options: OptionText<Pair>): OptionSpec<Pair> {
  const fits = (value: unknown): value is number =>
    typeof value === "number" && Number.isSafeInteger(value) && value >= min;
  const whole = { type: "integer", minimum: min };
  return makeOption<Pair>(options, {
    expected: {
      en: `a whole number of at least ${min}, or two of them: [height, width]`,
      zh: `不小于 ${min} 的整数，或两个这样的整数：[高, 宽]`,
    },
    schema: { anyOf: [whole, { type: "array", items: whole, minItems: 2, maxItems: 2 }] },
    read: (value) => {
      if (fits(value)) return value;
      if (!Array.isArray(value) || value.length !== 2) return undefined;
      const [height, width]: readonly unknown[] = value;
      return fits(height) && fits(width) ? [height, width] : undefined;
    },
  });
}

/** A list of numbers for which `fits` holds. */
export function numberList(
  options: OptionText<readonly number[]> & { readonly integers?: boolean; readonly min?: number },
): OptionSpec<readonly number[]> {
  const { integers = false, min = -Infinity } = options;
  const fits = (value: unknown): value is number =>
    typeof value === "number" && Number.isFinite(value) && value >= min && (!integers || Number.isSafeInteger(value));
  const atLeast = min === -Infinity ? { en: "", zh: "" } : { en: ` of at least ${min}`, zh: `不小于 ${min} 的` };
  return makeOption<readonly number[]>(options, {
    expected: {
      en: `a list of ${integers ? "whole " : ""}numbers${atLeast.en}`,
      zh: `由${atLeast.zh}${integers ? "整数" : "数"}组成的列表`,
    },
    schema: {
      type: "array",
      items: { type: integers ? "integer" : "number", ...(min === -Infinity ? {} : { minimum: min }) },
    },
    read: (value) => (Array.isArray(value) && value.every(fits) ? value : undefined),
  });
}

function isNested(value: unknown): value is NestedNumbers {
  if (!Array.isArray(value) || value.length === 0) return false;
  const items: readonly unknown[] = value;
  return items.every((item) => typeof item === "number") || items.every(isNested);
}

/** Nested arrays of numbers; their shape is checked where it is known. */
export function nestedNumbers(options: OptionText<NestedNumbers>): OptionSpec<NestedNumbers> {
  return makeOption<NestedNumbers>(options, {
    expected: { en: "nested arrays of numbers", zh: "由数组成的嵌套数组" },
    schema: { type: "array" },
    read: (value) => (isNested(value) ? value : undefined),
  });
}
