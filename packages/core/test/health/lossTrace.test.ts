import { describe, expect, test } from "vitest";
import { LossTrace } from "../../src/health/lossTrace.ts";

describe("LossTrace", () => {
  test("keeps every loss while they are few", () => {
    const trace = new LossTrace();
    for (const loss of [3, 2, 1]) trace.add(loss);
    expect(trace.bins).toEqual([3, 2, 1].map((loss) => ({ mean: loss, min: loss, max: loss })));
  });

  test("joins steps to bins of equal length when they are many", () => {
    const trace = new LossTrace();
    for (let step = 0; step < 1000; step += 1) trace.add(step);
    const { bins } = trace;
    expect(trace.steps).toBe(1000);
    expect(bins).toHaveLength(250);
    expect(bins[0]).toEqual({ mean: 1.5, min: 0, max: 3 });
    expect(bins[249]).toEqual({ mean: 997.5, min: 996, max: 999 });
  });

  test("means over the steps that the last bin has", () => {
    const trace = new LossTrace();
    for (let step = 0; step < 513; step += 1) trace.add(2);
    expect(trace.bins.every(({ mean }) => mean === 2)).toBe(true);
  });
});
