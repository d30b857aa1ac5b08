import { dropout as dropoutOp } from "../ops/dropout.ts";
import { defineEntry, type Entry } from "../spec/registry.ts";
import { number } from "../spec/scalars.ts";
import type { Layer } from "./layer.ts";
import { layerOrOp } from "./layerOrOp.ts";
import { requireInput } from "./requireInput.ts";

export interface DropoutOptions {
  /** Share of the numbers that is set to zero, from 0 to below 1. */
  readonly rate: number;
}

export const dropoutEntry: Entry<Layer> = defineEntry<DropoutOptions, Layer>({
  name: "dropout",
  summary: { en: "Sets a random share of the numbers to zero while training.", zh: "训练时随机把一部分数置零。" },
  options: { rate: number({ min: 0, below: 1, en: "Share that is set to zero.", zh: "置零的比例。" }) },
  shorthand: "rate",
  create: ({ rate }, given) => ({
    kind: "dropout",
    options: given,
    build: (input, context) => {
      requireInput("dropout", context.path, input, true, { en: "numbers", zh: "数" });
      const { key } = context.generator("dropout").state;
      return {
        output: input,
        multiplyAdds: 0,
        apply: (x, mode) => (mode.training && rate > 0 ? dropoutOp(x, rate, { key, counter: mode.step() }) : x),
      };
    },
  }),
});

/**
 * Sets a random share of the numbers to zero while training and scales the others by 1 / (1 − rate); does nothing
 * otherwise. Which ones depends on the model's seed, the layer's place and the count of steps alone.
 *
 * Source: Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting", JMLR 15, 2014.
 *
 * @param options - the rate, from 0 to below 1
 * @example
 * dropout(0.5);
 */
export const dropout: ((options: number | DropoutOptions) => Layer) & typeof dropoutOp = layerOrOp(
  dropoutEntry,
  dropoutOp,
);
