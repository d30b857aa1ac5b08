import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { elementCount, type Shape } from "../../src/graph/shape.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { input } from "../../src/ops/input.ts";
import { ops } from "../../src/ops/registry.ts";
import { run } from "./elementwiseRun.ts";

const inf = Number.POSITIVE_INFINITY;
const nan = Number.NaN;

/** The element that broadcasting puts at `position` of the result. */
function broadcastElement(values: readonly number[], shape: Shape, position: readonly number[]): number {
  const missing = position.length - shape.length;
  const index = shape.reduce((sum, size, axis) => sum * size + (size === 1 ? 0 : (position[axis + missing] ?? 0)), 0);
  return values[index] ?? nan;
}

describe("broadcasting", () => {
  const axis = fc.record({
    size: fc.integer({ min: 1, max: 4 }),
    one: fc.constantFrom("left", "right", "none"),
  });

  test("reads each operand at its own place, whatever the shapes", () => {
    fc.assert(
      fc.property(fc.array(axis, { maxLength: 4 }), fc.nat(4), fc.boolean(), (axes, dropped, swap) => {
        const a = axes.map(({ size, one }) => (one === "left" ? 1 : size));
        const b = axes.map(({ size, one }) => (one === "right" ? 1 : size)).slice(dropped);
        const result = axes.map(({ size, one }, i) => (i < dropped && one === "left" ? 1 : size));
        const left = Array.from({ length: elementCount(a) }, (_, i) => i);
        const right = Array.from({ length: elementCount(b) }, (_, i) => 1000 * i);
        const expected = Array.from({ length: elementCount(result) }, (_, index) => {
          let rest = index;
          const position = result
            .toReversed()
            .map((size) => {
              const place = rest % size;
              rest = Math.floor(rest / size);
              return place;
            })
            .toReversed();
          return broadcastElement(left, a, position) + broadcastElement(right, b, position);
        });
        const x: Tensor = input("x0", a);
        const y: Tensor = input("x1", b);
        const sum = swap ? ops.add(y, x) : ops.add(x, y);
        expect(sum.shape).toEqual(result);
        expect(run(sum, [left, right])).toEqual(expected);
      }),
    );
  });

  test("a shape that does not fit names op and shapes when the graph is built", () => {
    const a: Tensor = input("a", [2, 3]);
    const b: Tensor = input("b", [3, 2]);
    expect(() => ops.mul(a, b)).toThrow(
      "mul: shapes must broadcast (from the last axis, sizes agree or one is 1); got [2, 3] and [3, 2]",
    );
  });
});

describe("element types", () => {
  test("operands of two types are refused", () => {
    expect(() => ops.add(input("a", []), input("b", [], "i32"))).toThrow(
      "add: element type must be f32; got f32 / i32",
    );
    expect(() => ops.exp(input("a", [], "i32"))).toThrow("exp: element type must be f32; got i32");
    expect(() => ops.less(input("a", [], "bool"), input("b", [], "bool"))).toThrow(
      "less: element type must be f32 / i32; got bool / bool",
    );
    expect(() => ops.where(input("a", []), 1, 0)).toThrow("where: element type must be bool; got f32 / f32 / f32");
  });

  test("a number beside integers must be one", () => {
    const count = input("count", [], "i32");
    expect(ops.add(count, 1).dtype).toBe("i32");
    expect(ops.add(1, count).dtype).toBe("i32");
    expect(() => ops.add(count, 0.5)).toThrow("add: element type must be i32; got 0.5");
  });

  test("integers wrap around at 32 bits", () => {
    const a = input("x0", [2], "i32");
    const b = input("x1", [2], "i32");
    expect(
      run(ops.add(a, b), [
        [2 ** 31 - 1, 5],
        [1, 6],
      ]),
    ).toEqual([-(2 ** 31), 11]);
    expect(
      run(ops.mul(a, b), [
        [123456789, 3],
        [987654321, 4],
      ]),
    ).toEqual([Math.imul(123456789, 987654321), 12]);
  });

  test("a cast to the type that a tensor has gives the tensor itself", () => {
    const x = input("x", [3]);
    expect(ops.cast(x, "f32")).toBe(x);
  });
});

describe("settings", () => {
  const x = input("x", [3]);

  test("bounds in the wrong order are refused", () => {
    expect(() => ops.clip(x, { min: 2, max: 1 })).toThrow("clip: min must be ≤ 1 (max); got 2");
    expect(() => ops.hardTanh(x, { min: 1, max: 1 })).toThrow("hardTanh: min must be < 1 (max); got 1");
    expect(() => ops.clip(x, { min: nan })).toThrow("clip: min must be");
  });

  test("slopes that are not finite are refused", () => {
    expect(() => ops.leakyRelu(x, { slope: inf })).toThrow("leakyRelu: slope must be a finite number; got Infinity");
    expect(() => ops.elu(x, { alpha: nan })).toThrow("elu: alpha must be a finite number; got NaN");
  });
});
