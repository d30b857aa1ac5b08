import type { Feeds, RunResult } from "../engines/session.ts";
import { ChainruleError } from "../errors/chainruleError.ts";
import { elementCount } from "../graph/shape.ts";
import type { Accumulator, Metric, MetricValue } from "../metrics/metric.ts";
import { isObject, type Json, type JsonObject } from "../spec/json.ts";
import type { Figures } from "./callbacks.ts";
import { type ExampleSource, type TargetType, targetFeed } from "./exampleSource.ts";
import type { Network } from "./network.ts";
import type { Objective } from "./objective.ts";
import { readNumber, readNumbers } from "./trainingState.ts";

/** Metrics of the only output, or of each output by name. */
export type ModelMetrics = readonly Metric[] | { readonly [output: string]: readonly Metric[] };

interface Kept {
  readonly key: string;
  readonly output: string;
  readonly accumulator: Accumulator;
}

/** Gathers loss and metrics over batches; the loss is the mean over examples, or over the positions of sequences that count. */
export class FigureKeeper {
  readonly #source: ExampleSource;
  readonly #kept: readonly Kept[];
  /** The class index that marks positions that do not count, by the only output with a loss. */
  readonly #ignored: { readonly output: string; readonly index: number } | undefined;
  #lossSum = 0;
  #examples = 0;

  /** @param source - the first part of the data */
  constructor(network: Network, source: ExampleSource, objective: Objective | undefined, metrics: ModelMetrics) {
    this.#source = source;
    const [[output = "", loss] = [], another] = objective?.losses ?? [];
    const index = another === undefined ? loss?.ignoreIndex : undefined;
    this.#ignored = index === undefined || !hasPositions(source.targets.get(output)) ? undefined : { output, index };
    const single = network.outputs[0]?.name ?? "output";
    const isList = (given: ModelMetrics): given is readonly Metric[] => Array.isArray(given);
    const byOutput: readonly (readonly [string, readonly Metric[]])[] = isList(metrics)
      ? [[single, metrics]]
      : Object.entries(metrics);
    const prefix = isList(metrics) ? (): string => "" : (output: string): string => `${output}.`;
    this.#kept = byOutput.flatMap(([output, list]) => {
      if (!source.targets.has(output) && list.length > 0) {
        throw new ChainruleError("learning.outputs", {
          subject: "metrics",
          expected: [...source.targets.keys()].join(", "),
          received: output,
        });
      }
      const { threshold, ignoreIndex } = objective?.losses.get(output) ?? { threshold: undefined };
      return list.map((metric, index) => {
        const isRepeated = list.findIndex((other) => other.kind === metric.kind) < index;
        const key = prefix(output) + metric.kind + (isRepeated ? JSON.stringify(metric.options) : "");
        return { key, output, accumulator: metric.start({ threshold, ignoreIndex }) };
      });
    });
  }

  get needsOutputs(): boolean {
    return this.#kept.length > 0;
  }

  /**
   * Adds a batch's loss (a mean over its examples, or over the positions that count) and outputs.
   *
   * @param source - the part of the data that the batch is of
   */
  add(
    loss: number,
    feeds: Feeds,
    outputs: RunResult["outputs"],
    nameOf: (output: string) => string,
    examples: number,
    source: ExampleSource = this.#source,
  ): void {
    const counted = this.#countedIn(feeds, examples);
    this.#lossSum += loss * counted;
    this.#examples += counted;
    for (const { output, accumulator } of this.#kept) {
      const value = outputs[nameOf(output)];
      const targets = feeds[targetFeed(output)];
      const target = source.targets.get(output);
      const port = source.outputs.find(({ name }) => name === output);
      if (value === undefined || target === undefined || port === undefined || !ArrayBuffer.isView(targets)) continue;
      const positions = hasPositions(target) ? target.count : 1;
      accumulator.add({
        outputs: value.data,
        targets,
        outputCount: elementCount(port.type.shape) / positions,
        targetCount: target.count / positions,
        examples: examples * positions,
        areClasses: target.areClasses,
      });
    }
  }

  /** Of how many things the loss of a batch is the mean. */
  #countedIn(feeds: Feeds, examples: number): number {
    if (this.#ignored === undefined) return examples;
    const { output, index } = this.#ignored;
    const targets = feeds[targetFeed(output)];
    if (!(targets instanceof Int32Array)) return examples;
    return targets.reduce((count, target) => count + (target === index ? 0 : 1), 0);
  }

  figures(): Figures {
    const metrics: Record<string, MetricValue> = {};
    for (const { key, accumulator } of this.#kept) metrics[key] = accumulator.result();
    return { loss: this.#examples === 0 ? 0 : this.#lossSum / this.#examples, metrics };
  }

  save(): JsonObject {
    const kept = this.#kept.map(({ key, accumulator }) => [key, [...accumulator.save()]] as const);
    return { lossSum: this.#lossSum, examples: this.#examples, metrics: Object.fromEntries(kept) };
  }

  restore(saved: Json | undefined): void {
    if (!isRecord(saved)) return;
    this.#lossSum = readNumber(saved, "lossSum");
    this.#examples = readNumber(saved, "examples");
    const metrics = saved["metrics"];
    for (const { key, accumulator } of this.#kept) {
      accumulator.restore(readNumbers(isRecord(metrics) ? metrics[key] : undefined));
    }
  }
}

/** Whether targets are a class for each position of a sequence. */
function hasPositions(target: TargetType | undefined): target is TargetType {
  return target?.areClasses === true && target.shape.length > 0;
}

function isRecord(value: Json | undefined): value is JsonObject {
  return isObject(value);
}
