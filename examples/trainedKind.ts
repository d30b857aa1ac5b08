// Each kind of recurrent network after the same training, and how far its gradient reaches before and after it.
import { adam, chain, clipByGlobalNorm, type Dataset, type EpochRecord, type Loss, type Model } from "@chainrule/core";
import { brief } from "chainrule/gallery";
import { lineChart, type Picture, rule, type Text } from "chainrule/pictures";
import type { RecurrentKind, RecurrentModelOptions } from "./recurrentKinds.ts";
import { stateGradients } from "./stateGradients.ts";

/** Sequences that gradients are measured on. */
export const gradientExamples = 64;

/** Adam's rate; gradients are cut to norm 1. */
export const learningRate = 0.01;

export interface KindTraining extends Omit<RecurrentModelOptions, "input"> {
  readonly train: Dataset;
  readonly held: Dataset;
  readonly loss: Loss;
  readonly epochs: number;
  readonly batchSize: number;
  /** The position whose loss the gradients belong to. */
  readonly at: number;
}

export interface TrainedKind {
  readonly kind: RecurrentKind;
  readonly model: Model;
  readonly epochs: readonly EpochRecord[];
  /** Held out. */
  readonly loss: number;
  /** Share of the gradient that is left, by distance in time. */
  readonly before: readonly number[];
  readonly after: readonly number[];
}

export async function trainKind(kind: RecurrentKind, options: KindTraining): Promise<TrainedKind> {
  const { train, held, loss, epochs, batchSize, at, ...network } = options;
  const model = kind.create({ ...network, input: train.inputShape });
  const measured = { data: held.slice(0, gradientExamples), at, loss };
  const before = await stateGradients(model, kind, measured);
  const history = await model.fit(train, {
    loss,
    optimizer: chain(clipByGlobalNorm(1), adam({ learningRate })),
    epochs,
    batchSize,
    validation: held,
  });
  const after = await stateGradients(model, kind, measured);
  const { loss: final } = await model.evaluate(held, { loss });
  return { kind, model, epochs: history.epochs, loss: final, before, after };
}

/** Held-out loss by epoch, a line for each kind, with the baseline as a grey line across. */
export function heldOutChart(
  learned: readonly TrainedKind[],
  options: {
    readonly title: Text;
    readonly subtitle: Text;
    readonly y: { readonly label: Text; readonly scale?: "log" };
    readonly baseline: number;
  },
): Picture {
  const { title, subtitle, y, baseline } = options;
  const epochCount = learned[0]?.epochs.length ?? 1;
  return lineChart({
    title,
    subtitle,
    x: {
      label: { en: "epoch", zh: "轮次（epoch）" },
      domain: [0.8, epochCount + 0.2],
      ticks: Array.from({ length: epochCount }, (_, i) => i + 1),
    },
    y,
    series: learned.map(({ kind, epochs }) => ({
      label: kind.title,
      points: epochs.map((one) => [one.epoch, one.validation?.loss ?? Number.NaN] as const),
    })),
    marks: [rule({ y: baseline }, { colour: "#59636e", dashes: "2 3", width: 1 })],
  });
}

/** Each kind's held-out loss as a share of the baseline's: "LSTM 0.012, GRU 0.0085". */
export function sharesOf(learned: readonly TrainedKind[], baseline: number): Text {
  const share = (language: "en" | "zh"): readonly string[] =>
    learned.map(({ kind, loss }) => `${kind.title[language]} ${brief(loss / baseline, 2)}`);
  return { en: share("en").join(", "), zh: share("zh").join("，") };
}
