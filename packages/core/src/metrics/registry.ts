import { fromConfig, makeRegistry, type Registry } from "../spec/registry.ts";
import { accuracyEntry, topKEntry } from "./accuracy.ts";
import { confusionMatrixEntry, f1Entry, precisionEntry, recallEntry } from "./confusion.ts";
import { maeEntry, r2Entry, rmseEntry } from "./errors.ts";
import { bitsPerCharacterEntry, bitsPerTokenEntry, perplexityEntry } from "./languageModel.ts";
import type { Metric } from "./metric.ts";

/** Every metric by name. */
export const metricRegistry: Registry<Metric> = makeRegistry("metric", { en: "metric", zh: "指标" }, [
  accuracyEntry,
  topKEntry,
  precisionEntry,
  recallEntry,
  f1Entry,
  confusionMatrixEntry,
  maeEntry,
  rmseEntry,
  r2Entry,
  perplexityEntry,
  bitsPerTokenEntry,
  bitsPerCharacterEntry,
]);

/**
 * The metric that a configuration names.
 *
 * @throws ChainruleError if the name or an option is unknown or has a wrong value
 * @example
 * metricFromConfig({ topK: 5 });
 */
export function metricFromConfig(written: unknown, path?: string): Metric {
  return fromConfig(metricRegistry, written, path);
}
