import { defineEntry, type Entry, entryListOption, fromConfig, makeRegistry, type Registry } from "../spec/registry.ts";
import { adamEntry, adamWEntry, lionEntry, nadamEntry } from "./adam.ts";
import { adadeltaEntry, adagradEntry, rmspropEntry } from "./adaptive.ts";
import { join } from "./chain.ts";
import { clipByGlobalNormEntry, clipByValueEntry } from "./clipping.ts";
import { sgdEntry } from "./sgd.ts";
import type { Optimizer, Transform } from "./transform.ts";

interface ChainOptions {
  readonly parts: readonly Transform[];
}

const chainEntry: Entry<Optimizer> = defineEntry<ChainOptions, Optimizer>({
  name: "chain",
  summary: { en: "One transform after another; the last is an optimizer.", zh: "依次应用多个变换，最后一个是优化器。" },
  options: {
    parts: entryListOption("optimizer", () => optimizerRegistry, {
      en: "The transforms in order.",
      zh: "按顺序排列的变换。",
    }),
  },
  shorthand: "parts",
  create: ({ parts }, given) => join("chain", given, parts),
});

/** Every optimizer, and every transform that goes before one, by name. */
export const optimizerRegistry: Registry<Optimizer> = makeRegistry("optimizer", { en: "optimizer", zh: "优化器" }, [
  sgdEntry,
  rmspropEntry,
  adagradEntry,
  adadeltaEntry,
  adamEntry,
  adamWEntry,
  nadamEntry,
  lionEntry,
  clipByValueEntry,
  clipByGlobalNormEntry,
  chainEntry,
]);

/**
 * One transform after another: gradients go through the parts in order, the last of which is an optimizer.
 *
 * @example
 * chain(clipByGlobalNorm(1), sgd({ learningRate: 0.1 }));
 */
export function chain(...parts: readonly Transform[]): Optimizer {
  return chainEntry.make({ parts });
}

/**
 * The optimizer that a configuration names.
 *
 * @throws ChainruleError if the name or an option is unknown or has a wrong value
 * @example
 * optimizerFromConfig({ sgd: { learningRate: 0.1, momentum: 0.9 } });
 */
export function optimizerFromConfig(written: unknown, path?: string): Optimizer {
  return fromConfig(optimizerRegistry, written, path);
}
