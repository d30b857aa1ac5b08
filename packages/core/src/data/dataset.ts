import { ChainruleError } from "../errors/chainruleError.ts";
import { type SplitOptions, splitIndices } from "./split.ts";

/** Inputs as they are kept: numbers, or bytes that stand for byte · scale + offset. */
export type StoredInputs =
  | { readonly values: Float32Array }
  | { readonly values: Uint8Array; readonly scale: number; readonly offset: number };

/** Targets as they are kept: a class index each, or numbers of a shape. */
export type StoredTargets =
  | {
      readonly kind: "class";
      readonly values: Int32Array;
      readonly classCount: number;
      readonly classNames?: readonly string[] | undefined;
    }
  | { readonly kind: "value"; readonly values: Float32Array; readonly shape: readonly number[] };

/** Where {@link Dataset.batch} writes: row-major, examples first. Longer arrays keep their tail. */
export interface BatchArrays {
  readonly inputs: Float32Array;
  readonly targets: Float32Array | Int32Array;
}

/** Examples of one shape with their targets. Never changes; made by {@link dataset}, {@link idxDataset} or {@link csvDataset}. */
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
    this.#inputCount = count(inputShape);
    this.#targetCount = count(this.targetShape);
    this.length = Math.floor(targets.values.length / this.#targetCount);
    this.#byteValues =
      "scale" in inputs
        ? Float32Array.from({ length: 256 }, (_, byte) => byte * inputs.scale + inputs.offset)
        : undefined;
    if (this.length === 0) throw new ChainruleError("data.empty", { subject: "dataset" });
  }

  /** Shape of one example's target; `[]` for a class index or a single number. */
  get targetShape(): readonly number[] {
    return this.targets.kind === "class" ? [] : this.targets.shape;
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
    const { inputs, targets } = into;
    checkRoom("inputs", indices.length * this.#inputCount, inputs.length);
    checkRoom("targets", indices.length * this.#targetCount, targets.length);
    for (let row = 0; row < indices.length; row += 1) {
      const index = this.#checked(indices[row]);
      copyRow(this.targets.values, index, targets, row, this.#targetCount);
      const byteValues = this.#byteValues;
      if (byteValues === undefined) copyRow(this.inputs.values, index, inputs, row, this.#inputCount);
      else convertRow(this.inputs.values, byteValues, index, inputs, row, this.#inputCount);
    }
  }

  /** Arrays that {@link Dataset.batch} can fill with `size` examples. */
  createBatch(size: number): BatchArrays {
    const targetCount = size * this.#targetCount;
    return {
      inputs: new Float32Array(size * this.#inputCount),
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
    return this.#with(
      (values, size) => values.subarray(first * size, last * size),
      (values, size) => values.subarray(first * size, last * size),
      (values) => values.subarray(first, last),
    );
  }

  /**
   * A copy of the examples of the given indices, in that order.
   *
   * @throws ChainruleError if there are none, or one is outside the data set
   */
  select(indices: ArrayLike<number>): Dataset {
    const rows = Int32Array.from(indices, (index) => this.#checked(index));
    return this.#with(
      (values, size) => gather(values, new Uint8Array(rows.length * size), rows, size),
      (values, size) => gather(values, new Float32Array(rows.length * size), rows, size),
      (values) => gather(values, new Int32Array(rows.length), rows, 1),
    );
  }

  /**
   * Divides the examples at random, each part in the order the data set has.
   *
   * @throws ChainruleError if a part would be empty
   * @example
   * const { train, test } = flowers.split({ test: 0.2, seed: 1 });
   */
  split(options: SplitOptions): { train: Dataset; test: Dataset } {
    const classes = this.targets.kind === "class" ? this.targets.values : undefined;
    const { train, test } = splitIndices(this.length, classes, options);
    return { train: this.select(train), test: this.select(test) };
  }

  /** @throws ChainruleError if targets are classes and all examples are of one, so that there is nothing to learn */
  checkClasses(): void {
    const { targets } = this;
    if (targets.kind !== "class") return;
    const first = targets.values[0] ?? 0;
    if (targets.values.some((value) => value !== first)) return;
    throw new ChainruleError("data.oneClass", { className: targets.classNames?.[first] ?? String(first) });
  }

  /** The same data with class indices as plain numbers (targets of shape `[]`), for losses that compare numbers. */
  withValueTargets(): Dataset {
    if (this.targets.kind === "value") return this;
    const targets: StoredTargets = { kind: "value", values: Float32Array.from(this.targets.values), shape: [] };
    return new Dataset(this.inputs, this.inputShape, targets);
  }

  #checked(index: number | undefined): number {
    if (index !== undefined && Number.isInteger(index) && index >= 0 && index < this.length) return index;
    throw new ChainruleError("data.exampleIndex", { length: this.length, received: Number(index) });
  }

  #with(
    bytes: (values: Uint8Array, size: number) => Uint8Array,
    numbers: (values: Float32Array, size: number) => Float32Array,
    classes: (values: Int32Array) => Int32Array,
  ): Dataset {
    const { inputs, targets } = this;
    return new Dataset(
      "scale" in inputs
        ? { ...inputs, values: bytes(inputs.values, this.#inputCount) }
        : { values: numbers(inputs.values, this.#inputCount) },
      this.inputShape,
      targets.kind === "class"
        ? { ...targets, values: classes(targets.values) }
        : { ...targets, values: numbers(targets.values, this.#targetCount) },
    );
  }
}

type Numbers = Float32Array | Int32Array | Uint8Array;

function copyRow(from: Numbers, fromRow: number, to: Numbers, toRow: number, size: number): void {
  const source = fromRow * size;
  const target = toRow * size;
  for (let i = 0; i < size; i += 1) to[target + i] = from[source + i] ?? 0;
}

/** Four at a time: a third less time than one by one, where V8 checks bounds and the loop each time. */
function convertRow(
  from: Numbers,
  byteValues: Float32Array,
  fromRow: number,
  to: Float32Array,
  toRow: number,
  size: number,
): void {
  const source = fromRow * size;
  const target = toRow * size;
  let i = 0;
  for (; i + 4 <= size; i += 4) {
    const first = byteValues[from[source + i] ?? 0] ?? 0;
    const second = byteValues[from[source + i + 1] ?? 0] ?? 0;
    const third = byteValues[from[source + i + 2] ?? 0] ?? 0;
    const fourth = byteValues[from[source + i + 3] ?? 0] ?? 0;
    to[target + i] = first;
    to[target + i + 1] = second;
    to[target + i + 2] = third;
    to[target + i + 3] = fourth;
  }
  for (; i < size; i += 1) to[target + i] = byteValues[from[source + i] ?? 0] ?? 0;
}

function gather<Values extends Numbers>(from: Numbers, to: Values, rows: Int32Array, size: number): Values {
  rows.forEach((row, i) => {
    copyRow(from, row, to, i, size);
  });
  return to;
}

function checkRoom(name: string, expected: number, received: number): void {
  if (received < expected) throw new ChainruleError("data.batchSize", { name, expected, received });
}

function count(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
