import { expect, test } from "vitest";
import { inverseNormal } from "../../src/random/inverseNormal.ts";
import { naturalLogarithm } from "../../src/random/naturalLogarithm.ts";
import figures from "../figures/logarithmAndQuantile.json" with { type: "json" };

test("ln x is the nearest double over the whole range", () => {
  const wrong = figures.logarithms.filter(([x = Number.NaN, logarithm]) => naturalLogarithm(x) !== logarithm);
  expect(wrong).toEqual([]);
});

test("ln of 0, infinity, negatives and NaN follows Math.log", () => {
  for (const x of [0, -0, Number.POSITIVE_INFINITY, -1, Number.NEGATIVE_INFINITY, Number.NaN, 1]) {
    expect(naturalLogarithm(x)).toBe(Math.log(x));
  }
});

test("the normal quantile agrees with 60 digits to a few units in the last place", () => {
  for (const [p = Number.NaN, z = Number.NaN] of figures.quantiles) {
    expect(Math.abs(inverseNormal(p) - z)).toBeLessThanOrEqual(1e-15 * Math.abs(z));
  }
});

test("the normal quantile is odd about one half and infinite at the ends", () => {
  expect(inverseNormal(0.5)).toBe(0);
  for (const p of [2 ** -30, 0.0625, 0.25]) expect(inverseNormal(1 - p)).toBe(-inverseNormal(p));
  expect(inverseNormal(0)).toBe(Number.NEGATIVE_INFINITY);
  expect(inverseNormal(1)).toBe(Number.POSITIVE_INFINITY);
  expect(inverseNormal(1.5)).toBeNaN();
  expect(inverseNormal(-0.5)).toBeNaN();
});
