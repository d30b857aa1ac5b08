import { expect, test } from "vitest";
import { naturalExponential } from "../../src/random/naturalExponential.ts";
import figures from "../figures/exponential.json" with { type: "json" };

test("eˣ is within one unit in the last place of sixty digits over the whole range", () => {
  for (const [x = Number.NaN, exponential = Number.NaN] of figures.exponentials) {
    const unit = Math.max(exponential * 2 ** -52, 2 ** -1074);
    expect(Math.abs(naturalExponential(x) - exponential), `e^${x}`).toBeLessThanOrEqual(unit);
  }
});

test("eˣ of 0, infinities, NaN and what is out of range follows Math.exp", () => {
  for (const x of [0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, 710, -746, 1e308, -1e308]) {
    expect(naturalExponential(x)).toBe(Math.exp(x));
  }
});
