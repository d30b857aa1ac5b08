import { describe, expect, test } from "vitest";
import { evaluate } from "../../src/engines/reference/evaluate.ts";
import { constant } from "../../src/ops/constant.ts";
import { randomUniform } from "../../src/ops/randomUniform.ts";
import { keyFromSeed, streamKey } from "../../src/random/key.ts";
import { threefry2x32 } from "../../src/random/threefry.ts";
import { elementOf, ScalarLanes, scalar } from "./scalarLanes.ts";

const key = streamKey(keyFromSeed(5), "dropout");

function draw(count: number, step: number): Float64Array {
  const tensor = randomUniform([count], { key, counter: constant(step, "i32") });
  return evaluate([tensor], {}).get(tensor) ?? new Float64Array();
}

describe("randomUniform", () => {
  test("is the upper 24 bits of the generator's first word at (place, step)", () => {
    const out = new Uint32Array(2);
    for (const step of [0, 1, 12345, -1]) {
      draw(20, step).forEach((value, place) => {
        threefry2x32(key, place, step, out);
        expect(value).toBe(((out[0] ?? 0) >>> 8) * 2 ** -24);
      });
    }
  });

  test("gives the same bits in the code for generated loops", () => {
    const tensor = randomUniform([3], { key, counter: constant(7, "i32") });
    const { lowering } = tensor.op;
    if (lowering.kind !== "elementwise") throw new TypeError("not elementwise");
    const lanes = [0, 1, 2].map((place) => elementOf(lowering.lanes(new ScalarLanes(place), [scalar("i32", 7)])));
    expect(lanes).toEqual([...draw(3, 7)]);
  });

  test("is uniform: mean, variance and range of 20,000 draws", () => {
    const values = draw(20_000, 3);
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
    // Five standard errors: 1/√(12 n) of the mean, 1/√(180 n) of the variance.
    expect(Math.abs(mean - 1 / 2)).toBeLessThan(5 / Math.sqrt(12 * values.length));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(5 / Math.sqrt(180 * values.length));
    expect(values.every((x) => x >= 0 && x < 1)).toBe(true);
  });

  test("refuses a counter that is no scalar i32, and keys that are no words", () => {
    expect(() => randomUniform([2], { key, counter: constant(1) })).toThrow(
      "randomUniform: element type must be i32; got f32",
    );
    expect(() => randomUniform([2], { key, counter: constant([1], "i32") })).toThrow(
      "randomUniform: shape must be []; got [1]",
    );
    expect(() => randomUniform([2], { key: [0.5, 1], counter: constant(1, "i32") })).toThrow("randomUniform: key");
    expect(() => randomUniform([-2], { key, counter: constant(1, "i32") })).toThrow("randomUniform: shape");
  });
});
