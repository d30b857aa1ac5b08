import { ChainruleError } from "../errors/chainruleError.ts";
import { type SplitOptions, splitIndices } from "./split.ts";
import {
  areTokens,
  convertRow,
  copyRow,
  copyTokens,
  doOverlap,
  gatherRows,
  ignoredClass,
  type StoredInputs,
  type StoredTargets,
  selectTokens,
  sliceTokens,
  valueCount,
} from "./storedValues.ts";

/** Where {@link Dataset.batch} writes: row-major, examples first. Longer arrays keep their tail. */
export interface BatchArrays {
  readonly inputs: Float32Array | Int32Array;
  readonly targets: Float32Array | Int32Array;
}

/**
 * Examples of one shape with their targets. Never changes; made by {@link dataset}, {@link idxDataset}, {@link csvDataset}
 * or {@link languageModelData}.
 */
export class Dataset {
  /** Number of examples. */
  readonly length: number;
  /** Shape of one example's input, say `[1, 28, 28]`. */
  readonly inputShape: readonly number[];
  /** Inputs as they are kept. */
  readonly inputs: StoredInputs;
  /** Targets as they are kept. */
  readonly targets: StoredTargets;
  readonly #inputCount: number;
  readonly #targetCount: number;
  readonly #byteValues: Float32Array | undefined;

  /** Takes the arrays as they are; {@link dataset} checks and converts. */
  constructor(inputs: StoredInputs, inputShape: readonly number[], targets: StoredTargets) {
    this.inputs = inputs;
    this.inputShape = inputShape;
    this.targets = targets;
    this.#inputCount = valueCount(inputShape);
    this.#targetCount = valueCount(this.targetShape);
    const starts = targets.kind === "class" ? targets.starts : undefined;
    this.length = starts?.length ?? Math.floor(targets.values.length / this.#targetCount);
    this.#byteValues =
      "scale" in inputs
        ? Float32Array.from({ length: 256 }, (_, byte) => byte * inputs.scale + inputs.offset)
        : undefined;
    if (this.length === 0) throw new ChainruleError("data.empty", { subject: "dataset" });
  }

  /** Type of the inputs: `"i32"` for tokens, else `"f32"`. */
  get inputType(): "f32" | "i32" {
    return areTokens(this.inputs) ? "i32" : "f32";
  }

  /** Shape of one example's target; `[]` for a class index or a single number. */
  get targetShape(): readonly number[] {
    return this.targets.shape ?? [];
  }

  /** Number of classes, if targets are classes. */
  get classCount(): number | undefined {
    return this.targets.kind === "class" ? this.targets.classCount : undefined;
  }

  /** Names of the classes in order of their index, if they have any. */
  get classNames(): readonly string[] | undefined {
    return this.targets.kind === "class" ? this.targets.classNames : undefined;
  }

  /**
   * Copies the examples of the given indices, in that order, to the front of the arrays.
   *
   * @throws ChainruleError if an index is outside the data set or an array is too short
   */
  batch(indices: ArrayLike<number>, into: BatchArrays): void {
    const { inputs: kept, targets: truth } = this;
    const { inputs, targets } = into;
    const byteValues = this.#byteValues;
    checkRoom("inputs", indices.length * this.#inputCount, inputs.length);
    checkRoom("targets", indices.length * this.#targetCount, targets.length);
    for (let row = 0; row < indices.length; row += 1) {
      const index = this.#checked(indices[row]);
      if (truth.kind === "class") copyTokens(truth, index, targets, row, this.#targetCount);
      else copyRow(truth.values, index, targets, row, this.#targetCount);
      if (byteValues !== undefined) convertRow(kept.values, byteValues, index, inputs, row, this.#inputCount);
      else if (areTokens(kept)) copyTokens(kept, index, inputs, row, this.#inputCount);
      else copyRow(kept.values, index, inputs, row, this.#inputCount);
    }
  }

  /** Arrays that {@link Dataset.batch} can fill with `size` examples. */
  createBatch(size: number): BatchArrays {
    const inputCount = size * this.#inputCount;
    const targetCount = size * this.#targetCount;
    return {
      inputs: areTokens(this.inputs) ? new Int32Array(inputCount) : new Float32Array(inputCount),
      targets: this.targets.kind === "class" ? new Int32Array(targetCount) : new Float32Array(targetCount),
    };
  }

  /**
   * The examples from `start` up to, not including, `end`, as a view without copying.
   *
   * @throws ChainruleError if there are none
   */
  slice(start: number, end: number = this.length): Dataset {
    const first = Math.max(0, start);
    const last = Math.max(first, Math.min(end, this.length));
    const { inputs, targets } = this;
    const from = first * this.#inputCount;
    const to = last * this.#inputCount;
    return new Dataset(
      "scale" in inputs
        ? { ...inputs, values: inputs.values.subarray(from, to) }
        : areTokens(inputs)
          ? sliceTokens(inputs, this.#inputCount, first, last)
          : { values: inputs.values.subarray(from, to) },
      this.inputShape,
      targets.kind === "class"
        ? sliceTokens(targets, this.#targetCount, first, last)
        : { ...targets, values: targets.values.subarray(first * this.#targetCount, last * this.#targetCount) },
    );
  }

  /**
   * The examples of the given indices, in that order: a copy, or, of windows of a text, their places alone.
   *
   * @throws ChainruleError if there are none, or one is outside the data set
   */
  select(indices: ArrayLike<number>): Dataset {
    const rows = Int32Array.from(indices, (index) => this.#checked(index));
    const { inputs, targets } = this;
    const inputCount = this.#inputCount;
    const targetCount = this.#targetCount;
    const floats = (values: Float32Array, size: number): Float32Array =>
      gatherRows(values, new Float32Array(rows.length * size), rows, size);
    return new Dataset(
      "scale" in inputs
        ? { ...inputs, values: gatherRows(inputs.values, new Uint8Array(rows.length * inputCount), rows, inputCount) }
        : areTokens(inputs)
          ? selectTokens(inputs, inputCount, rows)
          : { values: floats(inputs.values, inputCount) },
      this.inputShape,
      targets.kind === "class"
        ? selectTokens(targets, targetCount, rows)
        : { ...targets, values: floats(targets.values, targetCount) },
    );
  }

  /**
   * Divides the examples at random, each part in the order the data set has.
   *
   * @throws ChainruleError if a part would be empty, or examples share tokens, so that the test part would not be held out
   * @example
   * const { train, test } = flowers.split({ test: 0.2, seed: 1 });
   */
  split(options: SplitOptions): { train: Dataset; test: Dataset } {
    const { inputs, targets } = this;
    if (areTokens(inputs) && doOverlap(inputs, this.#inputCount)) throw new ChainruleError("data.windowsOverlap", {});
    const classes = targets.kind === "class" && this.targetShape.length === 0 ? targets.values : undefined;
    const { train, test } = splitIndices(this.length, classes, options);
    return { train: this.select(train), test: this.select(test) };
  }

  /** @throws ChainruleError if targets are classes and all that count are of one, or none counts, so that there is nothing to learn */
  checkClasses(): void {
    const { targets } = this;
    if (targets.kind !== "class") return;
    let first: number | undefined;
    for (let row = 0; row < this.length; row += 1) {
      const start = targets.starts?.[row] ?? row * this.#targetCount;
      for (let i = start; i < start + this.#targetCount; i += 1) {
        const value = targets.values[i] ?? ignoredClass;
        if (value === ignoredClass) continue;
        first ??= value;
        if (value !== first) return;
      }
    }
    if (first === undefined) throw new ChainruleError("data.allIgnored", {});
    throw new ChainruleError("data.oneClass", { className: targets.classNames?.[first] ?? String(first) });
  }

  /** The same data with class indices as plain numbers of the same shape, for losses that compare numbers. */
  withValueTargets(): Dataset {
    const { targets } = this;
    if (targets.kind === "value") return this;
    const values = new Float32Array(this.length * this.#targetCount);
    for (let row = 0; row < this.length; row += 1) copyTokens(targets, row, values, row, this.#targetCount);
    return new Dataset(this.inputs, this.inputShape, { kind: "value", values, shape: this.targetShape });
  }

  #checked(index: number | undefined): number {
    if (index !== undefined && Number.isInteger(index) && index >= 0 && index < this.length) return index;
    throw new ChainruleError("data.exampleIndex", { length: this.length, received: Number(index) });
  }
}

function checkRoom(name: string, expected: number, received: number): void {
  if (received < expected) throw new ChainruleError("data.batchSize", { name, expected, received });
}
