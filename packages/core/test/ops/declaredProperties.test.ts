import { describe, expect, test } from "vitest";
import { input } from "../../src/ops/input.ts";
import { elementwiseCases } from "./elementwiseCases.ts";
import { partialsOf, run } from "./elementwiseRun.ts";

const count = 2001;
/** −10 to 10 in steps of 0.01. */
const line = Array.from({ length: count }, (_, i) => (i - (count - 1) / 2) / 100);

const bound = elementwiseCases
  .filter(({ operands }) => operands.length > 0 && operands.every((dtype) => dtype === "f32"))
  .map((each) => {
    const inputs = each.operands.map((dtype, i) => input(`x${i}`, [count], dtype));
    return { name: each.name, operands: each.operands, tensor: each.apply(...inputs) };
  });
const sums = bound.filter(({ tensor }) => tensor.op.isSum === true);
const saturating = bound.filter(({ tensor }) => tensor.op.saturation !== undefined);

test("there are ops that say they are sums, and activations that say how they saturate", () => {
  expect(sums.map(({ name }) => name)).toEqual(["add"]);
  expect(saturating.length).toBeGreaterThanOrEqual(6);
});

test.each(sums)("$name says that it is the sum of its operands, and is", ({ tensor, operands }) => {
  const feeds = operands.map((_, i) => line.map((x) => x * (i + 1)));
  const total = line.map((_, place) => feeds.reduce((sum, values) => sum + (values[place] ?? Number.NaN), 0));
  expect(run(tensor, feeds)).toEqual(total);
});

describe.each(saturating)("$name", ({ tensor }) => {
  test("passes next to nothing on where it says that it is saturated, and more elsewhere", () => {
    const y = run(tensor, [line]);
    const [slopes = []] = partialsOf(tensor, [line]);
    const steepest = Math.max(...slopes);
    const { saturation } = tensor.op;
    const isSaturated = (value: number): boolean =>
      saturation?.kind === "bounded" ? Math.abs(value - saturation.center) >= saturation.limit : value === 0;
    const share = (place: number): number => (slopes[place] ?? Number.NaN) / steepest;
    const places = line.map((_, place) => place);
    const inside = places.filter((place) => !isSaturated(y[place] ?? Number.NaN));
    const outside = places.filter((place) => isSaturated(y[place] ?? Number.NaN));
    expect(Math.min(...inside.map(share))).toBeGreaterThanOrEqual(0.1);
    expect(Math.max(...outside.map(share))).toBeLessThan(0.1);
  });
});
