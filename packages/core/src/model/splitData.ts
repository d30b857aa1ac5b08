import { Dataset } from "../data/dataset.ts";
import { ChainruleError } from "../errors/chainruleError.ts";
import type { FitOptions } from "./fitOptions.ts";
import type { DividedData, TrainingData } from "./trainingData.ts";

/** Data to train on, and data to validate with: given, or held back from the former. */
export function splitData(
  data: TrainingData,
  options: FitOptions,
  seed: number,
): { readonly train: TrainingData; readonly validation: DividedData | undefined } {
  const { validation } = options;
  if (typeof validation !== "number") return { train: data, validation };
  if (!(data instanceof Dataset) || !(validation > 0 && validation < 1)) {
    throw new ChainruleError("learning.option", {
      subject: "fit",
      name: "validation",
      expected: {
        en: "data, or a share between 0 and 1 of a single data set",
        zh: "数据，或单个数据集的 0 到 1 之间的比例",
      },
      received: String(validation),
    });
  }
  const { train, test } = data.split({ test: validation, seed });
  return { train, validation: test };
}
