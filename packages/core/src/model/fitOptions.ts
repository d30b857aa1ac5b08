import type { SessionOptions } from "../engines/session.ts";
import { ChainruleError } from "../errors/chainruleError.ts";
import type { HealthOptions } from "../health/healthMonitor.ts";
import type { HealthReport } from "../health/healthReport.ts";
import type { Optimizer } from "../optimizers/transform.ts";
import { integer } from "../spec/scalars.ts";
import type { Callback, EpochRecord } from "./callbacks.ts";
import type { ModelMetrics } from "./figureKeeper.ts";
import type { Network } from "./network.ts";
import type { ModelLoss } from "./objective.ts";
import type { DividedData } from "./trainingData.ts";
import type { TrainingState } from "./trainingState.ts";

/** Settings of `Model.fit`. */
export interface FitOptions extends SessionOptions {
  readonly loss: ModelLoss;
  readonly optimizer: Optimizer;
  /** Figures of each epoch, beside the loss. */
  readonly metrics?: ModelMetrics;
  /** Passes over the data (default 1). */
  readonly epochs?: number;
  /** Examples in a step (default 32); the last batch of an epoch may be smaller. */
  readonly batchSize?: number;
  /**
   * Batches whose gradients make one update (default 1): the update is that of one batch of all their examples, in the
   * memory of one of them. At an epoch's end fewer make one.
   */
  readonly accumulate?: number;
  /** Whether each epoch has an order of its own, from the seed (default true; false where a layer is stateful). */
  readonly shuffle?: boolean;
  /** Seed of the order (default: the model's). */
  readonly seed?: number;
  /** Data to measure after each epoch, or the share of the data that is held back for it (stratified, from the seed). */
  readonly validation?: DividedData | number;
  /** One weight for each example of the data. */
  readonly sampleWeights?: ArrayLike<number>;
  readonly callbacks?: readonly Callback[];
  /** Ends training after the step that is running; the history holds the state to go on from. */
  readonly signal?: AbortSignal;
  /** Where to go on; data and options must be those of the training that gave it (epochs may be more). */
  readonly resume?: TrainingState;
  /** Whether to find where a non-finite number arose, which keeps a copy of the state at times (default true). */
  readonly tracesNonFinite?: boolean;
  /** Whether to measure layers now and then and judge the training at its end (default false): see {@link History.health}. */
  readonly health?: boolean | HealthOptions;
}

/** What a training did. */
export interface History {
  readonly epochs: readonly EpochRecord[];
  /** `finished`, `signal`, or what a callback said, say `earlyStopping`. */
  readonly stopReason: string;
  /** Where training stood at the end, before callbacks put back other weights. */
  readonly state: TrainingState;
  /** As {@link TrainingContext.planBytes}: of the largest step, not of all together. */
  readonly planBytes: number;
  /** What is wrong with the training, if anything; with `health` alone. */
  readonly health?: HealthReport;
}

/** Options with their defaults, checked. */
export interface CheckedFit {
  readonly epochs: number;
  readonly batchSize: number;
  readonly accumulate: number;
  readonly shuffle: boolean;
  readonly seed: number;
}

const epochs = integer({ default: 1, min: 0, en: "Passes over the data.", zh: "训练轮数。" });
const batchSize = integer({ default: 32, min: 1, en: "Examples in a step.", zh: "每步的样本数。" });
const accumulate = integer({
  default: 1,
  min: 1,
  en: "Batches whose gradients make one update.",
  zh: "累积多少批的梯度才更新一次。",
});

export function checkFitOptions(
  options: FitOptions,
  network: Network,
  parts: readonly { readonly length: number }[],
): CheckedFit {
  const examples = parts.reduce((total, { length }) => total + length, 0);
  const place = (name: string): { subject: string; name: string; path: undefined } => ({
    subject: "fit",
    name,
    path: undefined,
  });
  if (options.sampleWeights !== undefined && options.sampleWeights.length !== examples) {
    throw new ChainruleError("learning.option", {
      subject: "fit",
      name: "sampleWeights",
      expected: {
        en: `a list of ${examples} numbers, one for each example`,
        zh: ` ${examples} 个数的列表，每个样本一个`,
      },
      received: `${options.sampleWeights.length} numbers`,
    });
  }
  const isStateful = network.carried.length > 0;
  if (isStateful) requireOrder(options, parts.length);
  return {
    epochs: epochs.parse(options.epochs ?? 1, place("epochs")),
    batchSize: batchSize.parse(options.batchSize ?? 32, place("batchSize")),
    accumulate: accumulate.parse(options.accumulate ?? 1, place("accumulate")),
    shuffle: options.shuffle ?? !isStateful,
    seed: options.seed ?? network.seed,
  };
}

/** Stateful layers go on where the batch before stopped, so that data must come in their own order. */
function requireOrder({ shuffle, validation }: FitOptions, parts: number): void {
  const refuse = (name: string, en: string, zh: string, received: string): never => {
    throw new ChainruleError("learning.option", { subject: "fit", name, expected: { en, zh }, received });
  };
  if (shuffle === true) refuse("shuffle", "false where a layer is stateful", " false，因为有层是 stateful 的", "true");
  if (parts > 1)
    refuse("data", "of one length where a layer is stateful", "同一长度的，因为有层是 stateful 的", `${parts} parts`);
  if (typeof validation === "number") {
    refuse(
      "validation",
      "data of its own where a layer is stateful",
      "单独的数据，因为有层是 stateful 的",
      String(validation),
    );
  }
}
