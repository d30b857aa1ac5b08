import { ChainruleError } from "../errors/chainruleError.ts";
import { formatShape } from "../graph/shape.ts";
import { Dataset, type StoredInputs, type StoredTargets } from "./dataset.ts";
import { type FlatValues, flattenNested, type NestedValues } from "./nestedValues.ts";

/** Numbers in one of the standard arrays. */
export type NumberArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint8ClampedArray
  | Uint16Array
  | Uint32Array;

/** What {@link dataset} is made from. */
export interface DatasetOptions {
  /** Nested arrays, one entry an example, or a typed array in row-major order with `inputShape`. */
  readonly inputs: readonly NestedValues[] | NumberArray;
  /** Shape of one example; needed with a typed array, where `[]` means one number an example. */
  readonly inputShape?: readonly number[] | undefined;
  /** Bytes b (a `Uint8Array`) stand for b · scale + offset. Default scale 1, offset 0. */
  readonly byteScale?: { readonly scale: number; readonly offset?: number | undefined } | undefined;
  /** Class indices, class names, numbers, or nested arrays of numbers, one entry an example. */
  readonly targets: readonly NestedValues[] | readonly string[] | NumberArray;
  /** Shape of one example's target in a typed array. Default `[]`. */
  readonly targetShape?: readonly number[] | undefined;
  /**
   * Whether targets are class indices or numbers. Default: classes for strings, for an array of integer type and for a
   * flat list of whole numbers from 0; else values.
   */
  readonly targetKind?: "class" | "value" | undefined;
  /** Names of the classes in order of their index. */
  readonly classNames?: readonly string[] | undefined;
  /** Number of classes. Default: that of the names, or the largest index + 1; give it to parts of one whole. */
  readonly classCount?: number | undefined;
}

/**
 * A data set from arrays in memory. A `Uint8Array` and a `Float32Array` of inputs are kept as they are, not copied.
 *
 * @throws ChainruleError if it is empty, lengths differ, arrays are ragged, a value is no finite number, or a class is
 * outside the classes
 * @example
 * const xor = dataset({ inputs: [[0, 0], [0, 1], [1, 0], [1, 1]], targets: [[0], [1], [1], [0]] });
 */
export function dataset(options: DatasetOptions): Dataset {
  const { inputs, inputShape, length } = readInputs(options);
  const targets = readTargets(options);
  const targetLength = targets.values.length / count(targets.kind === "value" ? targets.shape : []);
  if (length !== targetLength) throw new ChainruleError("data.lengths", { inputs: length, targets: targetLength });
  return new Dataset(inputs, inputShape, targets);
}

function readInputs(options: DatasetOptions): {
  inputs: StoredInputs;
  inputShape: readonly number[];
  length: number;
} {
  const { inputs, byteScale = { scale: 1 } } = options;
  if (inputs.length === 0) throw new ChainruleError("data.empty", { subject: "inputs" });
  const shape = options.inputShape;
  if (ArrayBuffer.isView(inputs)) {
    if (shape === undefined) throw missingShape();
    const length = exampleCount("inputs", inputs.length, shape);
    if (inputs instanceof Uint8Array) {
      return {
        inputs: { values: inputs, scale: byteScale.scale, offset: byteScale.offset ?? 0 },
        inputShape: shape,
        length,
      };
    }
    return { inputs: { values: asFloats("inputs", inputs) }, inputShape: shape, length };
  }
  const flat = flattenNested(inputs, "inputs");
  const inner = shape ?? flat.shape.slice(1);
  const length = exampleCount("inputs", flat.values.length, inner);
  return { inputs: { values: asFloats("inputs", flat.values) }, inputShape: inner, length };
}

function readTargets(options: DatasetOptions): StoredTargets {
  const { targets, classNames, targetKind, classCount } = options;
  if (targets.length === 0) throw new ChainruleError("data.empty", { subject: "targets" });
  if (isTexts(targets)) {
    const names = classNames ?? [...new Set(targets)].sort();
    return classTargets(
      targets.map((name) => names.indexOf(name)),
      targets,
      names,
      classCount,
    );
  }
  const flat: FlatValues | undefined = ArrayBuffer.isView(targets) ? undefined : flattenNested(targets, "targets");
  const values: ArrayLike<number> = ArrayBuffer.isView(targets) ? targets : (flat?.values ?? []);
  const shape = options.targetShape ?? flat?.shape.slice(1) ?? [];
  const looksLikeClasses =
    shape.length === 0 &&
    (ArrayBuffer.isView(targets)
      ? !(targets instanceof Float32Array || targets instanceof Float64Array)
      : Array.prototype.every.call(values, isClassIndex));
  const kind = targetKind ?? ((classNames ?? classCount) !== undefined || looksLikeClasses ? "class" : "value");
  if (kind === "value") {
    exampleCount("targets", values.length, shape);
    return { kind, values: asFloats("targets", values), shape };
  }
  if (count(shape) !== 1) {
    throw new ChainruleError("data.option", {
      subject: "dataset",
      name: "targets",
      expected: "[n]",
      received: formatShape([values.length / count(shape), ...shape]),
    });
  }
  return classTargets(values, values, classNames, classCount);
}

function classTargets(
  indices: ArrayLike<number>,
  received: ArrayLike<number | string>,
  classNames: readonly string[] | undefined,
  givenCount: number | undefined,
): StoredTargets {
  let classCount = classNames?.length ?? givenCount ?? 0;
  if (classNames === undefined && givenCount === undefined) {
    for (let i = 0; i < indices.length; i += 1) classCount = Math.max(classCount, (indices[i] ?? 0) + 1);
  }
  for (let i = 0; i < indices.length; i += 1) {
    const index = indices[i] ?? Number.NaN;
    if (isClassIndex(index) && index < classCount) continue;
    if (typeof received[i] === "string") {
      throw new ChainruleError("data.unknownCategory", {
        row: i,
        column: "targets",
        received: String(received[i]),
        choices: classNames ?? [],
      });
    }
    throw new ChainruleError("data.classRange", {
      index: i,
      classCount: Math.max(1, Math.floor(classCount)),
      received: index,
    });
  }
  return { kind: "class", values: Int32Array.from(indices), classCount, classNames };
}

function isClassIndex(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < 2 ** 31;
}

function isTexts(targets: DatasetOptions["targets"]): targets is readonly string[] {
  return typeof targets[0] === "string";
}

function exampleCount(subject: string, valueCount: number, shape: readonly number[]): number {
  const each = count(shape);
  const length = valueCount / each;
  if (shape.every((size) => Number.isInteger(size) && size > 0) && Number.isInteger(length)) return length;
  throw new ChainruleError("data.size", {
    subject,
    shape: formatShape(shape),
    expected: each,
    received: valueCount,
  });
}

function asFloats(subject: string, values: ArrayLike<number>): Float32Array {
  const floats = values instanceof Float32Array ? values : Float32Array.from(values);
  for (let i = 0; i < floats.length; i += 1) {
    if (Number.isFinite(floats[i])) continue;
    throw new ChainruleError("data.notANumber", { subject, index: `${subject}[${i}]`, received: String(values[i]) });
  }
  return floats;
}

function missingShape(): ChainruleError {
  return new ChainruleError("data.option", {
    subject: "dataset",
    name: "inputShape",
    expected: "[…]",
    received: "undefined",
  });
}

function count(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
