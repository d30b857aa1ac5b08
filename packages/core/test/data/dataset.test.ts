import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Dataset } from "../../src/data/dataset.ts";
import { dataset } from "../../src/data/datasetFromArrays.ts";
import type { SplitOptions } from "../../src/data/split.ts";

function inputsOf(data: Dataset, indices?: readonly number[]): number[] {
  const rows = indices ?? Array.from({ length: data.length }, (_, i) => i);
  const batch = data.createBatch(rows.length);
  data.batch(rows, batch);
  return Array.from(batch.inputs);
}

function targetsOf(data: Dataset): number[] {
  return Array.from(data.targets.values);
}

const points = dataset({
  inputs: [
    [0, 1],
    [2, 3],
    [4, 5],
    [6, 7],
  ],
  targets: ["b", "a", "b", "c"],
});

describe("dataset", () => {
  test("takes nested arrays with class names as targets, names in order", () => {
    expect(points).toMatchObject({ length: 4, inputShape: [2], targetShape: [], classCount: 3 });
    expect(points.classNames).toEqual(["a", "b", "c"]);
    expect(points.targets.values).toEqual(Int32Array.of(1, 0, 1, 2));
  });

  test("tells classes from values by how targets are given", () => {
    const inputs = [[1], [2]];
    expect(dataset({ inputs, targets: [0, 2] })).toMatchObject({ classCount: 3, targets: { kind: "class" } });
    expect(dataset({ inputs, targets: [0.5, 2] }).targets).toMatchObject({ kind: "value", shape: [] });
    expect(dataset({ inputs, targets: [[0], [1]] }).targets).toMatchObject({ kind: "value", shape: [1] });
    expect(dataset({ inputs, targets: [0, 1], targetKind: "value" }).classCount).toBeUndefined();
    expect(dataset({ inputs, targets: Float32Array.of(0, 1) }).targets.kind).toBe("value");
    expect(dataset({ inputs, targets: Uint8Array.of(0, 1), classCount: 10 }).classCount).toBe(10);
    expect(dataset({ inputs, targets: [0, 1] }).withValueTargets().targets).toEqual({
      kind: "value",
      values: Float32Array.of(0, 1),
      shape: [],
    });
  });

  test("keeps bytes as bytes and converts them in batches", () => {
    const bytes = Uint8Array.of(0, 51, 255, 128);
    const images = dataset({
      inputs: bytes,
      inputShape: [1, 1, 2],
      byteScale: { scale: 1 / 255, offset: -0.5 },
      targets: Uint8Array.of(0, 1),
    });
    expect(images.inputs.values).toBe(bytes);
    expect(inputsOf(images, [1, 0])).toEqual([255, 128, 0, 51].map((byte) => Math.fround(byte / 255 - 0.5)));
  });

  test("converts examples of any number of bytes", () => {
    for (const size of [1, 3, 4, 5, 8]) {
      const bytes = Uint8Array.from({ length: 3 * size }, (_, i) => i);
      const data = dataset({ inputs: bytes, inputShape: [size], targets: [0, 1, 2] });
      expect(inputsOf(data, [0, 1, 2])).toEqual(Array.from(bytes));
    }
  });

  test.each([
    ["nothing", { inputs: [], targets: [] }, "inputs: must hold at least one example"],
    ["more inputs than targets", { inputs: [[1], [2]], targets: [1] }, "2 inputs and 1 targets"],
    ["a ragged array", { inputs: [[1, 2], [3]], targets: [0, 1] }, "inputs[1] must be 2 × …; got 1 × …"],
    ["an array that is too deep", { inputs: [[1], [[2]]], targets: [0, 1] }, "inputs[1][0] must be"],
    ["NaN", { inputs: [[1], [Number.NaN]], targets: [0, 1] }, "inputs[1][0] is not; got NaN"],
    ["a number that f32 can't hold", { inputs: [[1], [1e300]], targets: [0, 1] }, "inputs[1] is not; got 1e+300"],
    ["infinity in a typed array", { inputs: Float32Array.of(1, 1 / 0), inputShape: [1], targets: [0, 1] }, "Infinity"],
    ["a typed array without a shape", { inputs: Float32Array.of(1), targets: [0] }, "inputShape"],
    ["values that make no whole example", { inputs: Float32Array.of(1, 2, 3), inputShape: [2], targets: [0] }, "got 3"],
    [
      "a class outside the classes",
      { inputs: [[1], [2]], targets: [0, 2], classNames: ["a", "b"] },
      "target of example 1: class must be a whole number from 0 to 1; got 2",
    ],
    ["a class below 0", { inputs: [[1], [2]], targets: Int32Array.of(0, -1) }, "got -1"],
    ["an unknown class name", { inputs: [[1]], targets: ["aa"], classNames: ["ab", "b"] }, '"aa"'],
  ])("refuses %s", (_, options, message) => {
    expect(() => dataset(options)).toThrow(message);
  });
});

describe("Dataset", () => {
  test("selects, slices and fills batches in the order asked for", () => {
    expect(inputsOf(points.select([3, 0, 3]))).toEqual([6, 7, 0, 1, 6, 7]);
    expect(targetsOf(points.select([3, 0, 3]))).toEqual([2, 1, 2]);
    expect(inputsOf(points.slice(1, 3))).toEqual([2, 3, 4, 5]);
    expect(inputsOf(points.slice(-5, 99))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(points.slice(2).classNames).toEqual(["a", "b", "c"]);
  });

  test("leaves the tail of longer batch arrays alone", () => {
    const into = { inputs: new Float32Array(5).fill(9), targets: new Int32Array(3).fill(9) };
    points.batch([2], into);
    expect(into).toEqual({ inputs: Float32Array.of(4, 5, 9, 9, 9), targets: Int32Array.of(1, 9, 9) });
  });

  test("refuses examples it does not have and arrays that are too short", () => {
    expect(() => points.select([4])).toThrow("example must be a whole number from 0 to 3; got 4");
    expect(() => points.select([0.5])).toThrow("0.5");
    expect(() => points.select([])).toThrow("at least one example");
    expect(() => points.slice(3, 3)).toThrow("at least one example");
    expect(() => points.batch([0, 1], points.createBatch(1))).toThrow("inputs must have room for 4 values; got 2");
  });

  test("refuses to be learned from when all examples are of one class", () => {
    expect(() => points.select([0, 2]).checkClasses()).toThrow("at least two classes; got only b");
    expect(points.checkClasses()).toBeUndefined();
  });
});

describe("split", () => {
  const many = dataset({
    inputs: Float32Array.from({ length: 200 }, (_, i) => i),
    inputShape: [1],
    targets: Int32Array.from({ length: 200 }, (_, i) => (i % 10 === 0 ? 2 : i % 10 < 4 ? 1 : 0)),
  });

  test("puts every example in one part, the same ones for the same seed", () => {
    const { train, test: held } = many.split({ test: 0.2, seed: 1 });
    expect([train.length, held.length]).toEqual([160, 40]);
    expect([...inputsOf(train), ...inputsOf(held)].sort((a, b) => a - b)).toEqual(inputsOf(many));
    expect(inputsOf(many.split({ test: 0.2, seed: 1 }).test)).toEqual(inputsOf(held));
    expect(inputsOf(many.split({ test: 0.2, seed: 2 }).test)).not.toEqual(inputsOf(held));
  });

  test("keeps the proportion of classes", () => {
    const counts = (data: Dataset): number[] => [0, 1, 2].map((k) => targetsOf(data).filter((t) => t === k).length);
    expect(counts(many.split({ test: 0.2, seed: 1 }).test)).toEqual([24, 12, 4]);
    expect(counts(many.split({ test: 33, seed: 1 }).test).reduce((sum, count) => sum + count)).toBe(33);
    expect(counts(many.split({ test: 0.2, seed: 1, stratified: false }).test)).not.toEqual([24, 12, 4]);
  });

  test("keeps one example of every class for training", () => {
    const rare = dataset({ inputs: [[0], [1], [2], [3], [4]], targets: [0, 0, 0, 0, 1] });
    for (let seed = 0; seed < 20; seed += 1) {
      expect(targetsOf(rare.split({ test: 0.4, seed }).train)).toContain(1);
    }
  });

  test.each<[SplitOptions, string]>([
    [{ test: 0 }, "0 < test < 1"],
    [{ test: -1 }, "0 < test < 1"],
    [{ test: Number.NaN }, "0 < test < 1"],
    [{ test: 1.5 }, "0 < test < 1"],
    [{ test: 200, stratified: false }, "both parts of 200 examples"],
    [{ test: 0.2, seed: -1 }, "seed"],
  ])("refuses %j", (options, message) => {
    expect(() => many.split(options)).toThrow(message);
  });

  test("of any data and share has two parts and loses nothing", () => {
    const example = fc.integer({ min: 0, max: 3 });
    fc.assert(
      fc.property(
        fc.array(example, { minLength: 8, maxLength: 60 }),
        fc.double({ min: 0.1, max: 0.9, noNaN: true }),
        fc.nat(),
        (targets, share, seed) => {
          const data = dataset({ inputs: targets.map((_, i) => [i]), targets });
          const { train, test: held } = data.split({ test: share, seed });
          expect(train.length).toBeGreaterThan(0);
          expect(held.length).toBeGreaterThan(0);
          expect(new Set([...inputsOf(train), ...inputsOf(held)]).size).toBe(targets.length);
          expect(new Set(targetsOf(train))).toEqual(new Set(targets));
        },
      ),
    );
  });
});
