import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editDistance, tokenErrorRate } from "../../src/metrics/editDistance.ts";

describe("edit distance", () => {
  it("counts insertions, deletions and replacements", () => {
    expect(editDistance("kitten", "sitting")).toBe(3);
    expect(editDistance("", "abc")).toBe(3);
    expect(editDistance("abc", "")).toBe(3);
    expect(editDistance([], [])).toBe(0);
    expect(editDistance(Int32Array.of(4, 7, 9), Int32Array.of(4, 9))).toBe(1);
    expect(editDistance(["HH", "AH0", "L"], ["HH", "EH1", "L", "OW0"])).toBe(2);
  });

  it("is a metric: symmetric, 0 for equals alone, never longer by a detour", () => {
    const word = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 8 });
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(JSON.stringify(a) === JSON.stringify(b));
        expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
      }),
    );
  });

  it("makes a token error rate over all references together", () => {
    const rate = tokenErrorRate([
      [
        ["K", "AE", "T"],
        ["K", "AH", "T"],
      ],
      [["D", "AO", "G"], []],
      [[], ["AH"]],
    ]);
    expect(rate).toBeCloseTo(5 / 6, 12);
    expect(() => tokenErrorRate([[[], ["AH"]]])).toThrow(/tokenErrorRate: must hold at least one example/);
  });
});
