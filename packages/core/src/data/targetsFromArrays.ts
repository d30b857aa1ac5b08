import { ChainruleError } from "../errors/chainruleError.ts";
import type { DatasetOptions } from "./datasetFromArrays.ts";
import { type FlatValues, flattenNested } from "./nestedValues.ts";
import { asFloats, exampleCount } from "./rowsOfNumbers.ts";
import { ignoredClass, type StoredTargets, valueCount } from "./storedValues.ts";

/** Class indices or numbers of the options, checked. */
export function readTargets(options: DatasetOptions): StoredTargets {
  const { targets, classNames, targetKind, classCount } = options;
  if (targets.length === 0) throw new ChainruleError("data.empty", { subject: "targets" });
  if (isTexts(targets)) {
    const names = classNames ?? [...new Set(targets)].sort();
    const indices = targets.map((name) => names.indexOf(name));
    return classTargets(indices, [], targets, names, classCount);
  }
  const flat: FlatValues | undefined = ArrayBuffer.isView(targets) ? undefined : flattenNested(targets, "targets");
  const values: ArrayLike<number> = ArrayBuffer.isView(targets) ? targets : (flat?.values ?? []);
  const shape = options.targetShape ?? flat?.shape.slice(1) ?? [];
  const looksLikeClasses =
    targets instanceof Int32Array ||
    (shape.length === 0 &&
      (ArrayBuffer.isView(targets)
        ? !(targets instanceof Float32Array || targets instanceof Float64Array)
        : flat?.values.every(isClassIndex) === true));
  const kind = targetKind ?? ((classNames ?? classCount) !== undefined || looksLikeClasses ? "class" : "value");
  exampleCount("targets", values.length, shape);
  if (kind === "value") return { kind, values: asFloats("targets", values), shape };
  // [[0], [1]] names one class each; a sequence of one position is told by its shape.
  const isOneEach = valueCount(shape) === 1 && options.targetShape === undefined;
  return classTargets(values, isOneEach ? [] : shape, values, classNames, classCount);
}

function classTargets(
  indices: ArrayLike<number>,
  shape: readonly number[],
  received: ArrayLike<number | string>,
  classNames: readonly string[] | undefined,
  givenCount: number | undefined,
): StoredTargets {
  const each = valueCount(shape);
  const mayIgnore = shape.length > 0;
  let classCount = classNames?.length ?? givenCount ?? 0;
  if (classNames === undefined && givenCount === undefined) {
    for (let i = 0; i < indices.length; i += 1) classCount = Math.max(classCount, (indices[i] ?? 0) + 1);
  }
  for (let i = 0; i < indices.length; i += 1) {
    const index = indices[i] ?? Number.NaN;
    if ((isClassIndex(index) && index < classCount) || (mayIgnore && index === ignoredClass)) continue;
    if (typeof received[i] === "string") {
      throw new ChainruleError("data.unknownCategory", {
        row: i,
        column: "targets",
        received: String(received[i]),
        choices: classNames ?? [],
      });
    }
    throw new ChainruleError("data.classRange", {
      index: Math.floor(i / each),
      position: mayIgnore ? i % each : undefined,
      classCount: Math.max(1, Math.floor(classCount)),
      received: index,
    });
  }
  const values = indices instanceof Int32Array ? indices : Int32Array.from(indices);
  return { kind: "class", values, classCount, classNames, shape };
}

function isClassIndex(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < 2 ** 31;
}

function isTexts(targets: DatasetOptions["targets"]): targets is readonly string[] {
  return typeof targets[0] === "string";
}
