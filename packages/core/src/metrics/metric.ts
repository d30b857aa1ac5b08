import type { Configurable } from "../spec/registry.ts";
import type { Text } from "../spec/text.ts";

/** Numbers of a batch, examples first; where every position of a sequence has a class, each position is an example. */
export interface MetricBatch {
  readonly outputs: ArrayLike<number>;
  readonly targets: ArrayLike<number>;
  /** Numbers in the output of one example, and in its target (1 for a class index). */
  readonly outputCount: number;
  readonly targetCount: number;
  /** Examples in the batch. */
  readonly examples: number;
  /** Whether targets are class indices. */
  readonly areClasses: boolean;
}

/** Gathers a figure over batches. */
export interface Accumulator {
  readonly add: (batch: MetricBatch) => void;
  /** The figure over everything added so far. */
  readonly result: () => MetricValue;
  /** All that was gathered, as numbers from which {@link Accumulator.restore} goes on. */
  readonly save: () => readonly number[];
  readonly restore: (saved: readonly number[]) => void;
}

/** A figure: a number, or a table of them (rows of a confusion matrix). */
export type MetricValue = number | readonly (readonly number[])[];

/** What a metric may know of the task. */
export interface MetricTask {
  /** Above which a single output means the second class; from the loss. */
  readonly threshold: number | undefined;
  /** Class index of examples that do not count; from the loss. */
  readonly ignoreIndex?: number | undefined;
}

/** A figure of how good outputs are; it does not take part in training. */
export interface Metric extends Configurable {
  readonly title: Text;
  /** Whether greater is better (for early stopping). */
  readonly isGreaterBetter: boolean;
  readonly start: (task: MetricTask) => Accumulator;
}

/** The class that an example's output means: the greatest of several numbers (the first of equals), or one number against a threshold. */
export function classOfOutput(outputs: ArrayLike<number>, start: number, count: number, threshold: number): number {
  if (count === 1) return (outputs[start] ?? 0) > threshold ? 1 : 0;
  let best = 0;
  for (let i = 1; i < count; i += 1) {
    if ((outputs[start + i] ?? 0) > (outputs[start + best] ?? 0)) best = i;
  }
  return best;
}

/** The class of an example's target: an index, the greatest of a distribution, or beside a single output 1 for the second class, 0 or −1 for the first. */
export function classOfTarget(batch: MetricBatch, example: number): number {
  const { targets, targetCount, outputCount } = batch;
  if (targetCount > 1) return classOfOutput(targets, example * targetCount, targetCount, 0.5);
  const value = targets[example] ?? 0;
  return outputCount > 1 ? value : value > 0.5 ? 1 : 0;
}

/** Whether an example counts: its target is not the class index that marks those that do not. */
export function isCounted(batch: MetricBatch, example: number, ignoreIndex: number | undefined): boolean {
  return !(batch.areClasses && batch.targetCount === 1 && batch.targets[example] === ignoreIndex);
}

export const defaultThreshold = 0.5;
