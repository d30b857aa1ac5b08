import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Dataset } from "../../src/data/dataset.ts";
import { dataset } from "../../src/data/datasetFromArrays.ts";
import { ChainruleError } from "../../src/errors/chainruleError.ts";

function rowsOf(data: Dataset): { readonly inputs: number[]; readonly targets: number[] } {
  const batch = data.createBatch(data.length);
  data.batch(
    Array.from({ length: data.length }, (_, i) => i),
    batch,
  );
  return { inputs: Array.from(batch.inputs), targets: Array.from(batch.targets) };
}

const tagged = dataset({
  inputs: [
    [5, 2, 0],
    [1, 4, 3],
    [7, 0, 0],
  ],
  inputType: "i32",
  targets: [
    [1, 0, -1],
    [0, 2, 1],
    [1, -1, -1],
  ],
  targetKind: "class",
});

describe("data sets of tokens", () => {
  test("keep whole numbers as i32, with a class at each position", () => {
    expect(tagged).toMatchObject({ length: 3, inputType: "i32", inputShape: [3], targetShape: [3], classCount: 3 });
    expect(tagged.inputs.values).toEqual(Int32Array.of(5, 2, 0, 1, 4, 3, 7, 0, 0));
    const batch = tagged.createBatch(2);
    expect(batch.inputs).toBeInstanceOf(Int32Array);
    tagged.batch([2, 0], batch);
    expect(batch).toEqual({ inputs: Int32Array.of(7, 0, 0, 5, 2, 0), targets: Int32Array.of(1, -1, -1, 1, 0, -1) });
  });

  test("take an Int32Array as tokens without copying it, unless it is said to be numbers", () => {
    const inputs = Int32Array.of(1, 2, 3, 4);
    const targets = Int32Array.of(2, 3, 4, -1);
    const data = dataset({ inputs, inputShape: [2], targets, targetShape: [2], classCount: 5 });
    expect(data.inputs.values).toBe(inputs);
    expect(data.targets).toMatchObject({ kind: "class", shape: [2], classCount: 5 });
    expect(data.targets.values).toBe(targets);
    const numbers = dataset({ inputs, inputShape: [2], inputType: "f32", targets: [0, 1] });
    expect(numbers).toMatchObject({ inputType: "f32", inputs: { values: Float32Array.of(1, 2, 3, 4) } });
    const bytes = dataset({ inputs: Uint8Array.of(9, 8), inputShape: [1], inputType: "i32", targets: [0, 1] });
    expect(bytes.inputs).toEqual({ values: Int32Array.of(9, 8) });
  });

  test("take a class for each example beside tokens", () => {
    const inputs = [
      [1, 2],
      [3, 0],
    ] as const;
    expect(dataset({ inputs, inputType: "i32", targets: ["ham", "spam"] })).toMatchObject({
      targetShape: [],
      classNames: ["ham", "spam"],
    });
    expect(dataset({ inputs, inputType: "i32", targets: [[1], [0]], targetKind: "class" }).targetShape).toEqual([]);
    const ofOne = { inputs, inputType: "i32", targets: [[1], [-1]], targetShape: [1], targetKind: "class" } as const;
    expect(dataset(ofOne)).toMatchObject({ targetShape: [1], classCount: 2 });
  });

  test("are sliced, selected and divided like others", () => {
    expect(rowsOf(tagged.slice(1, 2))).toEqual({ inputs: [1, 4, 3], targets: [0, 2, 1] });
    expect(rowsOf(tagged.select([2, 1]))).toEqual({ inputs: [7, 0, 0, 1, 4, 3], targets: [1, -1, -1, 0, 2, 1] });
    const { train, test: held } = tagged.split({ test: 1, seed: 1 });
    expect([train.length, held.length]).toEqual([2, 1]);
    expect(() => tagged.split({ test: 1, stratified: true })).toThrow("stratified must be false without classes");
    const values = tagged.withValueTargets();
    expect(values.targets).toEqual({
      kind: "value",
      values: Float32Array.of(1, 0, -1, 0, 2, 1, 1, -1, -1),
      shape: [3],
    });
  });

  test("may be windows of one text, whose places alone are copied", () => {
    const text = Int32Array.from({ length: 9 }, (_, i) => i);
    const starts = Int32Array.of(0, 2, 4, 6);
    const windows = new Dataset({ values: text.subarray(0, 8), starts }, [2], {
      kind: "class",
      values: text.subarray(1),
      starts,
      classCount: 9,
      shape: [2],
    });
    expect(windows.length).toBe(4);
    const last = windows.slice(1).select([2, 0]);
    expect(rowsOf(last)).toEqual({ inputs: [6, 7, 2, 3], targets: [7, 8, 3, 4] });
    expect(last.inputs.values.buffer).toBe(text.buffer);
    expect(windows.split({ test: 0.25 }).test.length).toBe(1);
    expect(windows.withValueTargets().targets.values).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    const close = new Dataset({ values: text, starts: Int32Array.of(3, 0, 4) }, [2], windows.targets);
    expect(() => close.split({ test: 1 })).toThrow(/split: examples must have no tokens in common.*divide the text/);
  });

  test("are refused when nothing can be learned from their classes", () => {
    const of = (targets: readonly (readonly number[])[]): Dataset =>
      dataset({ inputs: targets, inputType: "i32", targets, targetKind: "class", classCount: 3 });
    expect(() => of([[-1, -1]]).checkClasses()).toThrow("targets: at least one position must count; got -1 alone");
    expect(() =>
      of([
        [-1, 2],
        [2, -1],
      ]).checkClasses(),
    ).toThrow("at least two classes; got only 2");
    expect(
      of([
        [-1, 2],
        [1, -1],
      ]).checkClasses(),
    ).toBeUndefined();
    expect(() =>
      of([
        [1, 2],
        [2, 2],
      ])
        .slice(1)
        .checkClasses(),
    ).toThrow("only 2");
  });

  const inputs = [[1, 2]];
  test.each([
    [
      "a fraction as a token",
      { inputs: [[1, 0.5]], targets: [0] },
      "inputs: every token must be a whole number below 2³¹; inputs[1] is not; got 0.5",
    ],
    ["a token that i32 can't hold", { inputs: [[2 ** 31, 0]], targets: [0] }, "inputs[0] is not; got 2147483648"],
    [
      "a token that is no number",
      { inputs: Float64Array.of(1, Number.NaN), inputShape: [2], targets: [0] },
      "inputs[1] is not; got NaN",
    ],
    [
      "a class outside the classes",
      { inputs, targets: [[0, 3]], classCount: 3 },
      "target of example 0, position 1: class must be a whole number from 0 to 2, or -1 where it does not count; got 3",
    ],
    ["a class below -1", { inputs, targets: [[0, -2]], classCount: 3 }, "got -2"],
    [
      "classes that make no whole example",
      { inputs, targets: Int32Array.of(1, 2, 3), targetShape: [2] },
      "examples of shape [2] need a multiple of 2 values; got 3",
    ],
    [
      "more sequences of classes than inputs",
      {
        inputs,
        targets: [
          [0, 1],
          [1, 0],
        ],
        classCount: 2,
      },
      "1 inputs and 2 targets",
    ],
  ])("refuse %s", (_, options, message) => {
    expect(() => dataset({ inputType: "i32", ...options })).toThrow(message);
  });

  test("word refusals in Chinese", () => {
    try {
      dataset({ inputs, inputType: "i32", targets: [[0, 3]], classCount: 3 });
      expect.unreachable();
    } catch (error) {
      expect(error instanceof ChainruleError && error.toText("zh")).toBe(
        "样本 0、位置 1 的目标：类别必须是 0 到 2 的整数，不计入的位置为 -1；得到 3",
      );
    }
  });

  test("give in batches what was put in, whatever is selected", () => {
    const token = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
    const rows = fc.integer({ min: 1, max: 5 }).chain((size) =>
      fc.array(fc.tuple(fc.array(token, { minLength: size, maxLength: size }), fc.nat(9)), {
        minLength: 1,
        maxLength: 8,
      }),
    );
    fc.assert(
      fc.property(rows, fc.array(fc.nat(), { minLength: 1, maxLength: 6 }), (examples, picks) => {
        const data = dataset({
          inputs: examples.map(([row]) => row),
          inputType: "i32",
          targets: examples.map(([, y]) => y),
        });
        const indices = picks.map((pick) => pick % examples.length);
        const expected = {
          inputs: indices.flatMap((i) => examples[i]?.[0] ?? []),
          targets: indices.map((i) => examples[i]?.[1]),
        };
        expect(rowsOf(data.select(indices))).toEqual(expected);
      }),
    );
  });
});
