import type { Dataset } from "../data/dataset.ts";
import { ignoredClass, type StoredClasses } from "../data/storedValues.ts";
import { ChainruleError } from "../errors/chainruleError.ts";
import { elementCount, formatShape, type Shape, sameShape } from "../graph/shape.ts";
import type { Loss } from "../losses/loss.ts";
import type { Text } from "../spec/text.ts";
import type { Port } from "./network.ts";

/** Raises targets that do not fit a model's output and its loss. */
export function requireTarget({ type }: Port, data: Dataset, loss: Loss): void {
  const { targets } = data;
  if (targets.kind === "class") {
    if (loss.classTargets === "indices") requireIndices(type.shape, targets, loss);
    else requireTwoClasses(type.shape, targets, loss);
    return;
  }
  const { values, shape } = targets;
  const classes = type.shape.at(-1) ?? 1;
  if (loss.classTargets === "indices" && isSameButOnes(shape, type.shape.slice(0, -1)))
    requireClassIndices(values, elementCount(shape), classes);
  if (isSameButOnes(shape, type.shape)) {
    requireRule(values, elementCount(shape), loss);
    return;
  }
  throw refusal(
    loss,
    {
      en: `targets must have the shape of the model's output, ${formatShape(type.shape)}`,
      zh: `目标的形状必须与模型输出相同：${formatShape(type.shape)}`,
    },
    formatShape(shape),
  );
}

/** Classes as indices: an output for each class, wherever there is a target. */
function requireIndices(output: Shape, { classCount, shape = [], values }: StoredClasses, loss: Loss): void {
  if (!isSameButOnes(shape, output.slice(0, -1))) {
    const wanted = formatShape([...shape, classCount]);
    throw refusal(
      loss,
      {
        en: `the model must have an output for each class of each target, ${wanted}`,
        zh: `模型必须为每个目标的每个类别各有一个输出：${wanted}`,
      },
      formatShape(output),
    );
  }
  const outputs = output.at(-1) ?? 1;
  if (classCount > outputs) {
    throw refusal(
      loss,
      {
        en: `the model must have an output for each of ${classCount} classes`,
        zh: `模型必须为 ${classCount} 个类别各有一个输出`,
      },
      `${outputs} outputs, ${classCount} classes`,
    );
  }
  if (loss.ignoreIndex !== ignoredClass) requireCounted(values, loss);
}

/** Classes as numbers: one output for each target, and two classes. */
function requireTwoClasses(output: Shape, targets: StoredClasses, loss: Loss): void {
  const { classCount, shape = [], values } = targets;
  if (classCount > 2 || !isSameButOnes(shape, output)) {
    throw refusal(
      loss,
      {
        en: "class targets need a model of one output and two classes, or crossEntropy",
        zh: "类别目标需要一个输出、两个类别的模型，或使用 crossEntropy",
      },
      `${elementCount(output)} outputs, ${classCount} classes`,
    );
  }
  requireCounted(values, loss);
}

/** Raises positions that do not count, for losses that count all. */
function requireCounted(values: Int32Array, loss: Loss): void {
  if (!values.includes(ignoredClass)) return;
  throw refusal(
    loss,
    {
      en: "positions that do not count need a loss that leaves -1 out, say crossEntropy()",
      zh: "不计入的位置需要忽略 -1 的损失，如 crossEntropy()",
    },
    "targets of -1",
  );
}

function isSameButOnes(a: Shape, b: Shape): boolean {
  const withoutOnes = (shape: Shape): Shape => shape.filter((size) => size !== 1);
  return sameShape(withoutOnes(a), withoutOnes(b));
}

function refusal({ kind }: Loss, expected: Text, received: string): ChainruleError {
  return new ChainruleError("learning.shape", { subject: kind, expected, received });
}

/** Numbers that were meant as classes: says which of them is none. */
function requireClassIndices(values: Float32Array, each: number, classCount: number): void {
  const place = values.findIndex((value) => !Number.isInteger(value) || value < 0);
  if (place === -1) return;
  const index = Math.floor(place / each);
  throw new ChainruleError("data.classRange", { index, classCount, received: shortest(values[place]) });
}

function requireRule(values: Float32Array, targetCount: number, { kind, targetRule }: Loss): void {
  if (targetRule === undefined) return;
  const index = values.findIndex((value) => !targetRule.holds(value));
  if (index === -1) return;
  throw new ChainruleError("learning.shape", {
    subject: kind,
    expected: targetRule.expected,
    received: `targets[${Math.floor(index / targetCount)}] = ${shortest(values[index])}`,
  });
}

/** The shortest number of this f32: 0.37 rather than 0.3700000047683716. */
function shortest(value: number | undefined): number {
  return Number((value ?? Number.NaN).toPrecision(7));
}
