import { describe, expect, test } from "vitest";
import { evaluate } from "../../src/engines/reference/evaluate.ts";
import type { Nested } from "../../src/graph/nested.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { constant } from "../../src/ops/constant.ts";
import { full } from "../../src/ops/full.ts";
import { iota } from "../../src/ops/iota.ts";
import { ones } from "../../src/ops/ones.ts";
import { parameter } from "../../src/ops/parameter.ts";
import { variableOf } from "../../src/ops/variable.ts";
import { zeros } from "../../src/ops/zeros.ts";
import { elementOf, ScalarLanes } from "./scalarLanes.ts";

function valuesOf(tensor: Tensor): number[] {
  return [...(evaluate([tensor], {}).get(tensor) ?? [])];
}

describe("constant", () => {
  test("keeps values, shape and type", () => {
    const kernel = constant([
      [0, 1],
      [2, 3],
    ]);
    expect(kernel.shape).toEqual([2, 2]);
    expect(kernel.dtype).toBe("f32");
    expect(valuesOf(kernel)).toEqual([0, 1, 2, 3]);
    expect(constant([true, false]).dtype).toBe("bool");
    expect(constant([1, 2], "i32").dtype).toBe("i32");
  });

  test("refuses ragged arrays and values that the type can't hold", () => {
    const ragged: Nested = [[1, 2], [3]];
    expect(() => constant(ragged)).toThrow(
      "constant: nested arrays must have one length along each axis; [1] must hold 2; got 1",
    );
    expect(() => constant([1, 0.5], "i32")).toThrow("constant: element type must be i32; got 0.5");
    expect(() => constant([2 ** 31], "i32")).toThrow("got 2147483648");
    expect(() => constant([1, 2], "bool")).toThrow("constant: element type must be bool; got 2");
  });
});

describe("parameter", () => {
  test("begins with given values and is trainable", () => {
    const w = parameter("W", [[0.1, 0.6]]);
    const behind = variableOf(w);
    expect(w).toMatchObject({ name: "W", shape: [1, 2], dtype: "f32" });
    expect(behind?.trainable).toBe(true);
    expect([...Array.from(behind?.initial() ?? [])]).toEqual([0.1, 0.6]);
  });

  test("does not change when the caller's array changes later", () => {
    const values = Float64Array.of(1, 2);
    const w = parameter("W", values);
    values[0] = 9;
    expect(Array.from(variableOf(w)?.initial() ?? [])).toEqual([1, 2]);
  });

  test("checks what its function gives, when it gives it", () => {
    const w = parameter("W", { shape: [2, 2], initial: () => [1, 2, 3] });
    expect(() => variableOf(w)?.initial()).toThrow("W: number of elements must stay 4; got 3 ([2, 2])");
    expect(() => parameter("W", { shape: [2.5], initial: () => [] })).toThrow("W: shape");
  });
});

describe("full, zeros, ones, iota", () => {
  test("give their values without operands", () => {
    expect(valuesOf(full([2, 2], 0.5))).toEqual([0.5, 0.5, 0.5, 0.5]);
    expect(valuesOf(zeros([3]))).toEqual([0, 0, 0]);
    expect(valuesOf(ones([2], "i32"))).toEqual([1, 1]);
    expect(valuesOf(ones([], "bool"))).toEqual([1]);
    expect(valuesOf(iota(4))).toEqual([0, 1, 2, 3]);
    expect(iota(4).dtype).toBe("i32");
  });

  test.each([full([3], 0.5), ones([3], "i32"), zeros([3], "bool"), iota(3)])(
    "give the same in generated loops",
    (tensor) => {
      const { lowering } = tensor.op;
      if (lowering.kind !== "elementwise") throw new TypeError("not elementwise");
      const lanes = [0, 1, 2].map((place) => lowering.lanes(new ScalarLanes(place), []));
      expect(lanes.map((lane) => lane.type)).toEqual([tensor.dtype, tensor.dtype, tensor.dtype]);
      expect(lanes.map(elementOf)).toEqual(valuesOf(tensor));
    },
  );

  test("refuse sizes that are no whole numbers, and values that the type can't hold", () => {
    expect(() => zeros([1.5])).toThrow("full: shape");
    expect(() => iota(-1)).toThrow("iota: count");
    expect(() => full([2], 0.5, "i32")).toThrow("full: element type must be i32; got 0.5");
  });
});
