import { describe, expect, test } from "vitest";
import { evaluate } from "../../src/engines/reference/evaluate.ts";
import { createReferenceSession } from "../../src/engines/reference/session.ts";
import type { Feed } from "../../src/engines/session.ts";
import type { DType } from "../../src/graph/dtype.ts";
import type { Shape } from "../../src/graph/shape.ts";
import { input } from "../../src/ops/input.ts";
import { ops } from "../../src/ops/registry.ts";
import { variable } from "../../src/ops/variable.ts";

const scalar = (name: string, start: number) =>
  variable({ name, shape: [] as const, dtype: "f32", trainable: true, initial: () => [start] });

describe("the reference session", () => {
  test("reads the old state for every update", async () => {
    const a = scalar("a", 1);
    const b = scalar("b", 10);
    const session = createReferenceSession();
    const swap = await session.compile({
      outputs: { sum: ops.add(a, b) },
      updates: [
        { variable: a, value: b },
        { variable: b, value: ops.add(a, b) },
      ],
    });
    expect(swap.run({}).outputs["sum"]?.data).toEqual(Float64Array.of(11));
    expect([session.read(a).data[0], session.read(b).data[0]]).toEqual([10, 11]);
    expect(swap.run({}, { steps: 3 }).stepsDone).toBe(3);
    expect([session.read(a).data[0], session.read(b).data[0]]).toEqual([32, 53]);
  });

  test("stops before the updates where the guard is not finite", async () => {
    const w = scalar("w", 1);
    const cost = ops.log(ops.sub(3, w));
    const session = createReferenceSession();
    const step = await session.compile({
      outputs: { cost },
      updates: [{ variable: w, value: ops.add(w, 1) }],
      guard: cost,
    });
    const { outputs, stepsDone } = step.run({}, { steps: 10 });
    expect(stepsDone).toBe(2);
    expect(outputs["cost"]?.data[0]).toBe(Number.NEGATIVE_INFINITY);
    expect(session.read(w).data[0]).toBe(3);
  });

  test("shares variables between programs, and each session has its own", async () => {
    const w = scalar("w", 2);
    const session = createReferenceSession();
    session.write(w, [7]);
    const program = await session.compile({ outputs: { w: ops.mul(w, 1) }, updates: [] });
    expect(program.run({}).outputs["w"]?.data[0]).toBe(7);
    expect(createReferenceSession().read(w).data[0]).toBe(2);
    expect(() => session.write(w, [1, 2])).toThrow("must have shape []; got 2 elements");
    expect(() => session.read(ops.add(w, 1))).toThrow("read: tensor must be a parameter or another variable; got add");
  });

  test("keeps every value between when asked to, and takes given ones for known", () => {
    const x = input("x", []);
    const middle = ops.mul(x, 2);
    const y = ops.add(middle, 1);
    expect([...evaluate([y], { x: 3 }, { keep: "all" })].map(([node, [value]]) => [node.op.name, value])).toEqual([
      ["input", 3],
      ["constant", 2],
      ["mul", 6],
      ["constant", 1],
      ["add", 7],
    ]);
    expect(evaluate([y], { x: 3 }).has(middle)).toBe(false);
    expect(evaluate([y], {}, { given: new Map([[middle, Float64Array.of(100)]]) }).get(y)?.[0]).toBe(101);
  });
});

describe("feeds", () => {
  const feed = (shape: Shape, value: Feed, dtype: DType = "f32"): number[] => {
    const x = input("x", shape, dtype);
    return [...(evaluate([x], { x: value }).get(x) ?? [])];
  };

  test("come as numbers, typed arrays or nested arrays", () => {
    expect(feed([], 5)).toEqual([5]);
    expect(feed([2, 2], Float32Array.of(1, 2, 3, 4))).toEqual([1, 2, 3, 4]);
    expect(feed([2, 2], [[1, 2], [3, 4]])).toEqual([1, 2, 3, 4]); // biome-ignore format: rows
    expect(feed([3], Uint8Array.of(0, 7, 255), "i32")).toEqual([0, 7, 255]);
    expect(feed([3], [0, 2, -1], "bool")).toEqual([0, 1, 1]);
    expect(feed([0, 3], [])).toEqual([]);
  });

  test.each<[string, () => unknown]>([
    ['input "x": value must have shape [2, 2]; got [3, 2]', () => feed([2, 2], [[1, 2], [3, 4], [5, 6]])], // biome-ignore format: rows
    ['input "x": value must have shape [2]; got []', () => feed([2], 1)],
    ['input "x": value must have shape [2, 2]; got 3 elements', () => feed([2, 2], Float32Array.of(1, 2, 3))],
    [
      'input "x": nested arrays must have one length along each axis; [1] must hold 2; got 1',
      () => feed([2, 2], [[1, 2], [3]]),
    ],
    ['input "x": [1] must be a whole number of 32 bits; got 0.5', () => feed([2], [1, 0.5], "i32")],
    ['input "x": [0] must be a whole number of 32 bits; got NaN', () => feed([1], Float32Array.of(Number.NaN), "i32")],
    ['run: a value must be given for input "x"; got none', () => evaluate([input("x", [])], {})],
    [
      'run: values must be named after inputs of the graph; got "pixles"; did you mean "pixels"?',
      () => evaluate([input("pixels", [])], { pixles: 1 }),
    ],
    [
      "x: names of inputs and parameters must differ",
      () => evaluate([ops.add(input("x", []), input("x", [2]))], { x: 1 }),
    ],
  ])("are refused: %s", (message, run) => {
    expect(run).toThrow(message);
  });
});
