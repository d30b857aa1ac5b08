import { describe, expect, test } from "vitest";
import type { Finding } from "../../src/health/finding.ts";
import type { HealthReport } from "../../src/health/healthReport.ts";
import { findingText, healthText } from "../../src/health/healthText.ts";

const dead: Finding = {
  code: "unitsDead",
  severity: "error",
  layer: { key: "3", kind: "relu", path: "model.layers[3]" },
  figures: { dead: 15, units: 16, share: 15 / 16 },
};

const report: HealthReport = {
  findings: [],
  learningRate: { verdict: "good", updateRatio: 0.00123456 },
  layers: [],
  firstLoss: 1,
  lastLoss: 0.1,
  constantCost: 1.1,
  steps: 100,
  probes: [],
};

describe("findingText", () => {
  test("says what is wrong, which figures show it and what to try", () => {
    const { problem, evidence, remedy } = findingText(dead);
    expect(problem).toBe(
      "Most units of model.layers[3] (relu) are dead: no example makes them active, so no gradient reaches them.",
    );
    expect(evidence).toBe("15 of 16 units (93.8 %) gave 0 for every example looked at");
    expect(remedy).toContain("leakyRelu");
  });

  test("speaks Chinese with the same figures", () => {
    expect(findingText(dead, "zh").evidence).toBe("16 个单元中有 15 个（93.8 %）对所有样本都输出 0");
  });
});

describe("healthText", () => {
  test("says that nothing was found", () => {
    expect(healthText(report)).toBe(
      "Healthy: nothing found.\nLearning rate: good (a step changes weights by 0.00123 of their size).",
    );
    expect(healthText(report, "zh")).toBe("健康：没有发现问题。\n学习率：合适（每步改变权重的 0.00123）。");
  });

  test("numbers the findings and puts evidence and remedy below each", () => {
    const lines = healthText({ ...report, findings: [dead, dead] }).split("\n");
    expect(lines[0]).toMatch(/^1\. Most units/);
    expect(lines[1]).toMatch(/^ {3}shown by: 15 of 16/);
    expect(lines[2]).toMatch(/^ {3}try: /);
    expect(lines[3]).toMatch(/^2\. /);
  });
});
