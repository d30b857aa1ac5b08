import { describe, expect, it } from "vitest";
import { profileStep } from "../../src/engines/wasm/profile/profileStep.ts";
import { measureRoofline } from "../../src/engines/wasm/profile/roofline.ts";
import { input } from "../../src/ops/input.ts";
import { ops } from "../../src/ops/registry.ts";

describe("a step's profile", () => {
  const x = input("x", [64, 256]);
  const w = input("w", [256, 256]);
  const step = { outputs: { y: ops.sum(ops.tanh(ops.matMul(x, w))) }, updates: [] };
  const feeds = { x: new Float32Array(64 * 256).fill(0.01), w: new Float32Array(256 * 256).fill(0.02) };

  it("counts operations and bytes, and finds time in every large task", async () => {
    const profile = await profileStep(step, feeds, { threads: 2 });
    const product = profile.tasks.find((task) => task.kind === "kernel");
    expect(product?.flops).toBe(2 * 64 * 256 * 256);
    expect(product?.bytes).toBe(4 * (64 * 256 + 256 * 256 + 64 * 256));
    expect(product?.milliseconds.every((time) => time > 0)).toBe(true);
    expect(profile.stepMilliseconds).toBeGreaterThanOrEqual(Math.max(...(product?.milliseconds ?? [1])));
    expect(profile.liveBytes.length).toBeGreaterThan(0);
    expect(profile.idleMilliseconds.length).toBe(2);
  });

  it("measures a roofline between 1 and 1,000 GFLOP/s", async () => {
    const roofline = await measureRoofline();
    expect(roofline).toBeGreaterThan(1);
    expect(roofline).toBeLessThan(1000);
  });
});
