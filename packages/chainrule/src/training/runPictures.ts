import type { Dataset, Language } from "@chainrule/core";
import { classIndexOf, type DataDescription } from "../data/dataDescription.ts";
import { confusionMatrix } from "../pictures/confusionMatrix.ts";
import { costCurve } from "../pictures/costCurve.ts";
import { areImages, exampleImage } from "../pictures/exampleImage.ts";
import { type Misread, misreadSheet } from "../pictures/misreadSheet.ts";
import type { EpochLine } from "../run/metricsLog.ts";
import { type RunFolder, runFiles } from "../run/runFolder.ts";

/** What a model gave for every example of a data set, row-major. */
export interface ModelOutputs {
  readonly values: ArrayLike<number>;
  readonly outputCount: number;
}

/** What the pictures of a run show. */
export interface PictureRequest {
  readonly name: string;
  readonly language: Language;
  readonly lines: readonly EpochLine[];
  readonly examples: Dataset;
  /** What the model gave for the examples; without, the cost curve alone is drawn. */
  readonly outputs: ModelOutputs | undefined;
  readonly description: DataDescription;
  /** Whether outputs are logits of the classes. */
  readonly areLogits: boolean;
}

/** Draws a run's pictures into its folder and gives their names. */
export function drawPictures(folder: RunFolder, request: PictureRequest): readonly string[] {
  const { name, language, lines, examples, description } = request;
  const drawn: string[] = [];
  const draw = (file: string, svg: string): void => {
    folder.write(file, svg);
    drawn.push(file);
  };
  const points = lines.map(({ epoch, loss, validation }) => ({
    epoch,
    training: loss,
    validation: numberOf(validation?.["loss"]),
  }));
  draw(runFiles.costCurve, costCurve(points, { name, language }));
  const { targets } = description;
  const { outputs } = request;
  if (outputs === undefined) return drawn;
  if (targets.kind !== "class" || examples.targets.kind !== "class") return drawn;
  const classNames = targets.classNames ?? Array.from({ length: targets.classCount }, (_, index) => String(index));
  const truth = examples.targets.values;
  const read = Int32Array.from(truth, (_, i) => classIndexOf(rowOf(outputs, i), description.threshold));
  const matrix = classNames.map(() => classNames.map(() => 0));
  truth.forEach((row, i) => {
    const counts = matrix[row];
    const column = read[i] ?? 0;
    if (counts?.[column] !== undefined) counts[column] += 1;
  });
  draw(runFiles.confusionMatrix, confusionMatrix(matrix, { name, classNames, language }));
  if (!areImages(examples.inputShape)) return drawn;
  const misread = misreadOf({ ...request, outputs }, truth, read, classNames);
  draw(runFiles.misread, misreadSheet(misread, { name, language, total: examples.length, wrong: misread.length }));
  return drawn;
}

function misreadOf(
  request: PictureRequest & { readonly outputs: ModelOutputs },
  truth: Int32Array,
  read: Int32Array,
  classNames: readonly string[],
): readonly Misread[] {
  const { examples, outputs, areLogits } = request;
  const wrong = Array.from(truth.keys()).filter((i) => truth[i] !== read[i]);
  return wrong
    .map((index) => ({
      index,
      probability: areLogits ? probabilityOf(rowOf(outputs, index), read[index] ?? 0) : undefined,
    }))
    .sort((a, b) => (b.probability ?? 0) - (a.probability ?? 0))
    .map(({ index, probability }) => ({
      index,
      probability,
      get image() {
        return exampleImage(examples, index); // made only for those that the sheet has room for
      },
      read: classNames[read[index] ?? 0] ?? "",
      truth: classNames[truth[index] ?? 0] ?? "",
    }));
}

/** One example's outputs. */
export function rowOf({ values, outputCount }: ModelOutputs, index: number): readonly number[] {
  return Array.from({ length: outputCount }, (_, i) => values[index * outputCount + i] ?? 0);
}

/** Softmax of logits at one class. */
export function probabilityOf(logits: readonly number[], index: number): number {
  const greatest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - greatest));
  return (powers[index] ?? 0) / powers.reduce((sum, power) => sum + power, 0);
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
