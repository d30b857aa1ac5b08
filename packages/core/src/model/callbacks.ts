import type { TensorValue } from "../engines/session.ts";
import type { MetricValue } from "../metrics/metric.ts";
import type { StoredTensor } from "../serialization/safetensors.ts";
import type { JsonObject } from "../spec/json.ts";
import { readNumber, storedOf, type TrainingState } from "./trainingState.ts";

/** Figures of a model on some data. */
export interface Figures {
  readonly loss: number;
  readonly metrics: Readonly<Record<string, MetricValue>>;
}

/** What is known after an epoch. */
export interface EpochRecord extends Figures {
  /** From 1. */
  readonly epoch: number;
  readonly validation?: Figures;
  /** The rate of the last step. */
  readonly learningRate: number | undefined;
  readonly elapsedMs: number;
}

/** What is known after a batch. */
export interface BatchRecord {
  readonly epoch: number;
  /** Batch within the epoch, from 1, and batches in an epoch. */
  readonly batch: number;
  readonly batches: number;
  /** Steps done in the whole training. */
  readonly step: number;
  readonly loss: number;
}

/** What callbacks may ask of the training. */
export interface TrainingContext {
  /**
   * Bytes that the plan of a training step takes, known before the first. Each batch size, and each length of sequences,
   * has a step with memory of its own: this is the largest, not their sum.
   */
  readonly planBytes: number;
  readonly epochs: number;
  /** Everything needed to go on from here. */
  readonly trainingState: () => TrainingState;
  /** The model's weights by key, copies. */
  readonly weights: () => ReadonlyMap<string, TensorValue>;
  readonly setWeights: (weights: ReadonlyMap<string, ArrayLike<number>>) => void;
  /** Ends training after this callback; the history names the reason. */
  readonly stop: (reason: string) => void;
  /** Why training ended, once it has: `finished`, `signal`, or what a callback said. */
  readonly stopReason: () => string | undefined;
}

/** Code that runs at points of a training. All parts may be left out; promises are waited for. */
export interface Callback {
  /** Names its memory in checkpoints; needed with `save`. */
  readonly name?: string;
  readonly onStart?: (context: TrainingContext) => void | Promise<void>;
  readonly onBatch?: (record: BatchRecord, context: TrainingContext) => void | Promise<void>;
  readonly onEpoch?: (record: EpochRecord, context: TrainingContext) => void | Promise<void>;
  /** After the last epoch, or when training was stopped. */
  readonly onEnd?: (context: TrainingContext) => void | Promise<void>;
  readonly save?: () => { readonly progress: JsonObject; readonly tensors: ReadonlyMap<string, StoredTensor> };
  readonly restore?: (progress: JsonObject, tensors: ReadonlyMap<string, StoredTensor>) => void;
}

/** A figure of an epoch by name: `loss`, `accuracy`, `validation.loss`, `validation.accuracy`. */
export function figureOf(record: EpochRecord, name: string): number | undefined {
  const isValidation = name.startsWith("validation.");
  const figures: Figures | undefined = isValidation ? record.validation : record;
  const own = isValidation ? name.slice("validation.".length) : name;
  const value = own === "loss" ? figures?.loss : figures?.metrics[own];
  return typeof value === "number" ? value : undefined;
}

const isSmallerBetter = /(^|\.)(loss|mae|rmse|perplexity|bitsPerToken|bitsPerCharacter)$/;

export interface EarlyStoppingOptions {
  /** Figure that is watched (default: validation loss where there is one, else loss). */
  readonly monitor?: string;
  /** Whether greater is better (default: for every figure but losses, errors, perplexity and bits). */
  readonly isGreaterBetter?: boolean;
  /** Epochs without improvement that are borne (default 5). */
  readonly patience?: number;
  /** Least improvement that counts (default 0). */
  readonly least?: number;
  /** Whether the weights of the best epoch are put back at the end (default true). */
  readonly restoresBest?: boolean;
}

/**
 * Ends training when a figure has not got better for `patience` epochs, and puts the weights of the best epoch back.
 *
 * @param options - `monitor`, `patience` (default 5), `least` improvement (0), `restoresBest` (true)
 * @example
 * await model.fit(data, { ...options, validation: 0.2, callbacks: [earlyStopping({ patience: 3 })] });
 */
export function earlyStopping(options: EarlyStoppingOptions = {}): Callback {
  const { patience = 5, least = 0, restoresBest = true } = options;
  let best: number | undefined;
  let waited = 0;
  let weights: ReadonlyMap<string, StoredTensor> = new Map();
  return {
    name: "earlyStopping",
    onEpoch: (record, context) => {
      const monitor = options.monitor ?? (record.validation === undefined ? "loss" : "validation.loss");
      const value = figureOf(record, monitor);
      if (value === undefined) return;
      const isGreaterBetter = options.isGreaterBetter ?? !isSmallerBetter.test(monitor);
      const gain = best === undefined ? Number.POSITIVE_INFINITY : isGreaterBetter ? value - best : best - value;
      if (gain > least) {
        best = value;
        waited = 0;
        if (restoresBest) weights = new Map([...context.weights()].map(([key, tensor]) => [key, storedOf(tensor)]));
        return;
      }
      waited += 1;
      if (waited >= patience) context.stop("earlyStopping");
    },
    onEnd: (context) => {
      // A training that was interrupted is to go on from where it stood.
      if (weights.size > 0 && context.stopReason() !== "signal")
        context.setWeights(
          new Map([...weights].map(([key, tensor]) => [key, Float64Array.from(tensor.values, Number)])),
        );
    },
    save: () => ({ progress: { waited, ...(best === undefined ? {} : { best }) }, tensors: weights }),
    restore: (progress, tensors) => {
      waited = readNumber(progress, "waited");
      best = progress["best"] === undefined ? undefined : readNumber(progress, "best");
      weights = new Map(tensors);
    },
  };
}

/**
 * Hands the training state to `save` after every `every` epochs and at the end; training waits for it.
 *
 * @param save - writes the state somewhere, say with {@link encodeTrainingState}
 * @param options - `every` (default 1)
 * @example
 * checkpoint((state, epoch) => writeFile(`epoch-${epoch}.safetensors`, encodeTrainingState(state)));
 */
export function checkpoint(
  save: (state: TrainingState, epoch: number) => void | Promise<void>,
  options: { readonly every?: number } = {},
): Callback {
  const { every = 1 } = options;
  return {
    onEpoch: async (record, context) => {
      if (record.epoch % every === 0 || record.epoch === context.epochs)
        await save(context.trainingState(), record.epoch);
    },
  };
}
