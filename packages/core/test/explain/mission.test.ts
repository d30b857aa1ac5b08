import { expect, test } from "vitest";
import type { ExplainLog } from "../../src/explain/explainLog.ts";
import { explainNeuron, flat, type JsonLine, jsonLines, orBatch, orFirst, xorCrossed } from "./missionNets.ts";

// The figures are those of "Nothing but NumPy", three decimals as printed there.

function find(lines: readonly JsonLine[], wanted: Partial<JsonLine>): JsonLine {
  const found = lines.find((line) =>
    Object.entries(wanted).every(([key, value]) =>
      Object.entries(line).some(([own, is]) => own === key && is === value),
    ),
  );
  if (found === undefined) throw new Error(`no line ${JSON.stringify(wanted)}`);
  return found;
}

function rounded(value: unknown, digits = 3): string[] {
  return flat(value).map((number) => (Math.abs(number) < 0.5 * 10 ** -digits ? 0 : number).toFixed(digits));
}

function gradientsOf(log: ExplainLog): Record<"W" | "b", string[]> {
  const lines = jsonLines(log);
  return {
    W: rounded(find(lines, { kind: "gradient", name: "W" }).value),
    b: rounded(find(lines, { kind: "gradient", name: "b" }).value),
  };
}

function costOf(log: ExplainLog): number {
  return Number(find(jsonLines(log), { kind: "loss" }).value);
}

test("OR, one example: JSON has the figures worked out by hand", () => {
  const log = explainNeuron(orFirst, [0.1, 0.6], 0);
  const lines = jsonLines(log);
  expect(flat(find(lines, { kind: "forward", name: "z" }).value)).toEqual([0]);
  expect(flat(find(lines, { kind: "forward", name: "ŷ" }).value)).toEqual([0.5]);
  expect(find(lines, { kind: "loss" }).value).toBe(0.125);
  expect(flat(find(lines, { kind: "gradient", name: "ŷ" }).value)).toEqual([0.5]);
  expect(flat(find(lines, { kind: "gradient", name: "z" }).value)).toEqual([0.125]);
  expect(gradientsOf(log)).toEqual({ W: ["0.000", "0.000"], b: ["0.125"] });
  expect(find(lines, { kind: "backward", from: "ŷ", to: "z" })).toMatchObject({
    upstream: [[0.5]],
    local: [[0.25]],
    contribution: [[0.125]],
  });
  expect(flat(find(lines, { kind: "update", parameter: "b" }).after)).toEqual([-0.125]);
});

test("OR, one example after its update: ŷ = 0.469, loss 0.110", () => {
  const log = explainNeuron(orFirst, [0.1, 0.6], 0, 2);
  expect(rounded(find(jsonLines(log), { kind: "forward", name: "ŷ" }).value)).toEqual(["0.469"]);
  expect(costOf(log)).toBeCloseTo(0.10988, 5);
});

test("OR, all four: values, gradients, update and terms", () => {
  const log = explainNeuron(orBatch, [0.1, 0.6], 0);
  const lines = jsonLines(log);
  expect(rounded(find(lines, { kind: "forward", name: "ŷ" }).value)).toEqual(["0.500", "0.646", "0.525", "0.668"]);
  expect(costOf(log).toFixed(3)).toBe("0.089");
  expect(gradientsOf(log)).toEqual({ W: ["-0.048", "-0.039"], b: ["-0.037"] });
  expect(rounded(find(lines, { kind: "update", parameter: "W" }).after)).toEqual(["0.148", "0.639"]);
  expect(rounded(find(lines, { kind: "update", parameter: "b" }).after)).toEqual(["0.037"]);
  expect(find(lines, { kind: "gradient", name: "W" }).terms).toHaveLength(4);
});

test("OR, second iteration and after 5000 epochs", () => {
  const second = explainNeuron(orBatch, [0.1, 0.6], 0, 2);
  expect(costOf(second).toFixed(3)).toBe("0.084");
  expect(gradientsOf(second)).toEqual({ W: ["-0.044", "-0.035"], b: ["-0.031"] });
  const last = explainNeuron(orBatch, [0.1, 0.6], 0, 5000);
  expect(costOf(last)).toBeCloseTo(0.000528, 6);
  expect(last.toText({ digits: 4 })).toContain("= 0.0005");
});

test("XOR with the feature cross: first gradients and the end", () => {
  const log = explainNeuron(xorCrossed, [0.1, 0.6, 0.2], 0);
  expect(costOf(log).toFixed(3)).toBe("0.138");
  expect(gradientsOf(log)).toEqual({ W: ["0.007", "0.016", "0.037"], b: ["0.018"] });
  const last = explainNeuron(xorCrossed, [0.1, 0.6, 0.2], 0, 5000);
  expect(costOf(last)).toBeCloseTo(0.00157, 5);
  const predictions = flat(find(jsonLines(last), { kind: "forward", name: "ŷ" }).value);
  expect(predictions.map((value) => Math.round(value))).toEqual([0, 1, 1, 0]);
});

test("the text view prints the same figures", () => {
  const one = explainNeuron(orFirst, [0.1, 0.6], 0).toText();
  for (const figure of ["L = 1/2 · v₄", "0.125", "∂L/∂ŷ", "= [[0.500]] · [[0.250]] = [[0.125]]", "b ← b - ∂L/∂b"])
    expect(one).toContain(figure);
  expect(explainNeuron(orFirst, [0.1, 0.6], 0, 2).toText()).toMatch(/0\.469[\s\S]*0\.110/);
  const batch = explainNeuron(orBatch, [0.1, 0.6], 0).toText();
  for (const figure of [
    "[[0.500, 0.646, 0.525, 0.668]]",
    "0.089",
    "[[-0.048, -0.039]]",
    "[[-0.037]]",
    "[[0.148, 0.639]]",
    "[[0.037]]",
  ]) {
    expect(batch).toContain(figure);
  }
  const second = explainNeuron(orBatch, [0.1, 0.6], 0, 2).toText();
  for (const figure of ["0.084", "[[-0.044, -0.035]]", "[[-0.031]]"]) expect(second).toContain(figure);
  const crossed = explainNeuron(xorCrossed, [0.1, 0.6, 0.2], 0).toText();
  for (const figure of ["0.138", "[[0.007, 0.016, 0.037]]", "[[0.018]]"]) expect(crossed).toContain(figure);
  expect(explainNeuron(xorCrossed, [0.1, 0.6, 0.2], 0, 5000).toText({ digits: 5 })).toContain("0.00157");
});
