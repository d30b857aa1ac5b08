import type { Shape } from "../graph/shape.ts";
import { type OptionSpec, optional } from "../spec/optionSpec.ts";
import { integer } from "../spec/scalars.ts";
import type { ExampleType } from "./layer.ts";
import { requireInput } from "./requireInput.ts";

/** Option of layers that normalize each example over its last axes. */
export const featureAxesOption: OptionSpec<number | undefined> = optional(
  integer({
    min: 1,
    en: "How many of the last axes (default: the features of a sequence, else all).",
    zh: "最后多少个轴（默认：序列为其特征轴，其他为全部）。",
  }),
);

/**
 * The axes that are normalized together, counted from the back, and their shape: as many of the last as asked for, or
 * those of a sequence's features, or all.
 *
 * @throws ChainruleError if the input has fewer
 */
export function featuresOf(
  kind: string,
  input: ExampleType,
  asked: number | undefined,
  path: string,
): { readonly shape: Shape; readonly axes: readonly number[] } {
  const count = asked ?? (input.shape.length === 2 ? 1 : input.shape.length);
  requireInput(kind, path, input, input.shape.length >= count && count > 0, {
    en: `of at least ${Math.max(1, count)} axes`,
    zh: `至少 ${Math.max(1, count)} 个轴`,
  });
  const shape = input.shape.slice(-count);
  return { shape, axes: shape.map((_, axis) => axis - count) };
}
