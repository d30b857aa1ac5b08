import { ChainruleError } from "../errors/chainruleError.ts";
import { Dataset } from "./dataset.ts";
import { flattenNested, type NestedValues } from "./nestedValues.ts";
import { asFloats, exampleCount } from "./rowsOfNumbers.ts";
import { type StoredInputs, valueCount } from "./storedValues.ts";
import { readTargets } from "./targetsFromArrays.ts";

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
  /**
   * `"f32"` for numbers, `"i32"` for tokens: whole numbers, for models of input type i32. Default: `"i32"` for an
   * `Int32Array`, else `"f32"`.
   */
  readonly inputType?: "f32" | "i32" | undefined;
  /** Bytes b (a `Uint8Array`) stand for b · scale + offset. Default scale 1, offset 0. */
  readonly byteScale?: { readonly scale: number; readonly offset?: number | undefined } | undefined;
  /**
   * Class indices, class names, numbers, or nested arrays, one entry an example. Where each example has classes of a
   * shape, say one for each position of a sequence, −1 marks those that do not count.
   */
  readonly targets: readonly NestedValues[] | readonly string[] | NumberArray;
  /** Shape of one example's target in a typed array. Default `[]`. */
  readonly targetShape?: readonly number[] | undefined;
  /**
   * Whether targets are class indices or numbers. Default: classes for strings, for an `Int32Array`, for another array of
   * integer type without a shape, for a flat list of whole numbers from 0 and where classes are named or counted; else
   * values.
   */
  readonly targetKind?: "class" | "value" | undefined;
  /** Names of the classes in order of their index. */
  readonly classNames?: readonly string[] | undefined;
  /** Number of classes. Default: that of the names, or the largest index + 1; give it to parts of one whole. */
  readonly classCount?: number | undefined;
}

/**
 * A data set from arrays in memory. A `Uint8Array`, a `Float32Array` and an `Int32Array` are kept as they are, not copied.
 *
 * @throws ChainruleError if it is empty, lengths differ, arrays are ragged, a value is no finite number, a token is no
 * whole number, or a class is outside the classes
 * @example
 * const xor = dataset({ inputs: [[0, 0], [0, 1], [1, 0], [1, 1]], targets: [[0], [1], [1], [0]] });
 * const tags = dataset({ inputs: [[5, 2, 0]], inputType: "i32", targets: [[1, 0, -1]], targetKind: "class" });
 */
export function dataset(options: DatasetOptions): Dataset {
  const { inputs, inputShape, length } = readInputs(options);
  const targets = readTargets(options);
  const targetLength = targets.values.length / valueCount(targets.shape ?? []);
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
  if (!ArrayBuffer.isView(inputs)) {
    const flat = flattenNested(inputs, "inputs");
    const inner = shape ?? flat.shape.slice(1);
    const length = exampleCount("inputs", flat.values.length, inner);
    const stored: StoredInputs =
      options.inputType === "i32" ? { values: asTokens(flat.values) } : { values: asFloats("inputs", flat.values) };
    return { inputs: stored, inputShape: inner, length };
  }
  if (shape === undefined) throw missingShape();
  const length = exampleCount("inputs", inputs.length, shape);
  const inputType = options.inputType ?? (inputs instanceof Int32Array ? "i32" : "f32");
  if (inputType === "i32") return { inputs: { values: asTokens(inputs) }, inputShape: shape, length };
  if (inputs instanceof Uint8Array) {
    const bytes = { values: inputs, scale: byteScale.scale, offset: byteScale.offset ?? 0 };
    return { inputs: bytes, inputShape: shape, length };
  }
  return { inputs: { values: asFloats("inputs", inputs) }, inputShape: shape, length };
}

function asTokens(values: ArrayLike<number>): Int32Array {
  if (values instanceof Int32Array) return values;
  const tokens = Int32Array.from(values);
  for (let i = 0; i < tokens.length; i += 1) {
    if (tokens[i] === values[i]) continue;
    throw new ChainruleError("data.wholeNumber", { index: `inputs[${i}]`, received: String(values[i]) });
  }
  return tokens;
}

function missingShape(): ChainruleError {
  return new ChainruleError("data.option", {
    subject: "dataset",
    name: "inputShape",
    expected: "[…]",
    received: "undefined",
  });
}
