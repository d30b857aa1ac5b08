import { describe, expect, test } from "vitest";
import { gradients } from "../../src/autodiff/gradients.ts";
import { checkGradients } from "../../src/engines/reference/checkGradients.ts";
import { elementCount } from "../../src/graph/shape.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { topologicalOrder } from "../../src/graph/topologicalOrder.ts";
import { elementwiseDescriptions } from "../../src/ops/elementwiseDescriptions.ts";
import { constantTensor } from "../../src/ops/operand.ts";
import { ops } from "../../src/ops/registry.ts";
import { structuralDescriptions } from "../../src/ops/structuralDescriptions.ts";
import { caseFeeds, caseInputs, type OpCase, opCases } from "./opCases.ts";

const bound = 1e-6;

/** A scalar in which every element of a tensor has a weight of its own. */
function weighted(tensor: Tensor): Tensor {
  const weights = Float64Array.from({ length: elementCount(tensor.shape) }, (_, k) => Math.cos(3 * k + 1) + 1.5);
  return ops.sum(ops.mul(tensor, constantTensor(weights, tensor.shape)));
}

function floatInputs(of: Tensor, inputs: readonly Tensor[]): Record<string, Tensor> {
  const ancestors = new Set(topologicalOrder([of]));
  const found = inputs.filter((each) => each.dtype === "f32" && ancestors.has(each));
  return Object.fromEntries(found.map((each) => [each.name ?? "", each]));
}

function feedsOf(of: Tensor, example: OpCase, inputs: readonly Tensor[]): Record<string, Float64Array> {
  const ancestors = new Set(topologicalOrder([of]));
  const needed = inputs.filter((each) => ancestors.has(each)).map((each) => each.name);
  return Object.fromEntries(Object.entries(caseFeeds(example)).filter(([name]) => needed.includes(name)));
}

const differentiable = opCases.filter((example) => {
  const inputs = caseInputs(example);
  const output = example.build(inputs);
  return !example.stopped && output.dtype === "f32" && Object.keys(floatInputs(output, inputs)).length > 0;
});

describe("first derivatives agree with differences and with forward mode:", () => {
  test.each(differentiable.map((example) => [example.name, example] as const))("%s", (_name, example) => {
    const inputs = caseInputs(example);
    const cost = weighted(example.build(inputs));
    const wrt = floatInputs(cost, inputs);
    for (const report of checkGradients(cost, { wrt, feeds: feedsOf(cost, example, inputs) })) {
      expect(report.maxRelativeError, JSON.stringify(report)).toBeLessThan(bound);
      expect(report.forwardModeError, JSON.stringify(report)).toBeLessThan(1e-10);
    }
  });
});

describe("second derivatives agree with differences and with forward mode:", () => {
  test.each(differentiable.map((example) => [example.name, example] as const))("%s", (_name, example) => {
    const inputs = caseInputs(example);
    const first = weighted(ops.square(example.build(inputs)));
    const slopes = gradients(first, floatInputs(first, inputs));
    const cost = Object.values(slopes)
      .map((slope) => weighted(slope))
      .reduce<Tensor>((sum, term) => ops.add(sum, term), ops.zeros([]));
    const wrt = floatInputs(cost, inputs);
    for (const report of checkGradients(cost, { wrt, feeds: feedsOf(cost, example, inputs), elements: 24 })) {
      expect(report.maxRelativeError, JSON.stringify(report)).toBeLessThan(10 * bound);
      expect(report.forwardModeError, JSON.stringify(report)).toBeLessThan(1e-9);
    }
  });
});

test("every op of the registry has a case", () => {
  const covered = (op: string): boolean =>
    opCases.some(({ name }) => name === op || name.startsWith(`${op},`) || name.startsWith(`${op} `));
  expect(Object.keys(ops).filter((op) => !covered(op))).toEqual([]);
});

test("every primitive op that a case is made of is described in both languages", () => {
  const described = new Set([...elementwiseDescriptions, ...structuralDescriptions].map(({ name }) => name));
  const used = opCases.flatMap((example) =>
    topologicalOrder([example.build(caseInputs(example))]).map(({ op }) => op.name),
  );
  const sources = ["input", "constant"];
  expect([...new Set(used)].filter((op) => !described.has(op) && !sources.includes(op))).toEqual([]);
  for (const { summary, formula } of structuralDescriptions) {
    expect(summary.en).toMatch(/^[A-Z].*\.$/);
    expect(summary.zh).toMatch(/。$/);
    expect(formula).not.toBe("");
  }
});
