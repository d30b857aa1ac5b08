import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { flatten, type Nested, toNested } from "../../src/graph/nested.ts";

describe("flatten", () => {
  test("reads numbers, truth values and typed rows in row-major order", () => {
    expect(flatten(3, "x")).toEqual({ values: Float64Array.of(3), shape: [] });
    expect(flatten([[true, false]], "x")).toEqual({ values: Float64Array.of(1, 0), shape: [1, 2] });
    expect(flatten([Float32Array.of(1, 2), Float32Array.of(3, 4)], "x")).toEqual({
      values: Float64Array.of(1, 2, 3, 4),
      shape: [2, 2],
    });
    expect(flatten([], "x")).toEqual({ values: new Float64Array(), shape: [0] });
  });

  test("and toNested undo each other", () => {
    const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 4 });
    fc.assert(
      fc.property(shapes, (shape) => {
        const count = shape.reduce((product, size) => product * size, 1);
        const values = Float64Array.from({ length: count }, (_, i) => i / 3);
        expect(flatten(toNested(values, shape), "x")).toEqual({ values, shape });
      }),
    );
  });

  test.each<[string, Nested, string]>([
    [
      "a short row",
      [[1, 2], [3]],
      'feed "X": nested arrays must have one length along each axis; [1] must hold 2; got 1',
    ],
    ["a long row", [[1], [2, 3]], "[1] must hold 1; got 2"],
    ["a number among rows", [[1, 2], 3], "[1] must hold 2; got 1"],
    ["a row among numbers", [1, [2, 3]], "[1] must hold 1; got 2"],
  ])("refuses %s", (_name, values, message) => {
    expect(() => flatten(values, 'feed "X"')).toThrow(message);
  });

  test("refuses what is no number", () => {
    const values: Nested = JSON.parse('[1, "2"]');
    expect(() => flatten(values, "x")).toThrow("x: element type must be number / boolean; got string");
    const missing: Nested = JSON.parse("[1, null]");
    expect(() => flatten(missing, "x")).toThrow("got null");
  });
});
