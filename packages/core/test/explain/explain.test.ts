import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ChainruleError } from "../../src/errors/chainruleError.ts";
import { explain } from "../../src/explain/explain.ts";
import type { ExplainLog, GradientTerm } from "../../src/explain/explainLog.ts";
import { nestedFigures } from "../../src/explain/figures.ts";
import { named, type Tensor } from "../../src/graph/tensor.ts";
import { crossEntropy } from "../../src/losses/crossEntropy.ts";
import { add } from "../../src/ops/add.ts";
import { input } from "../../src/ops/input.ts";
import { leakyRelu } from "../../src/ops/leakyRelu.ts";
import { matMul } from "../../src/ops/matMul.ts";
import { mul } from "../../src/ops/mul.ts";
import { parameter } from "../../src/ops/parameter.ts";
import { relu } from "../../src/ops/relu.ts";
import { sum } from "../../src/ops/sum.ts";
import { tanh } from "../../src/ops/tanh.ts";
import { minimize } from "../../src/optimizers/minimize.ts";
import { sgd } from "../../src/optimizers/sgd.ts";
import { explainNeuron, flat, jsonLines, orBatch } from "./missionNets.ts";

interface TorchFigures {
  readonly x: number[][];
  readonly y: number[];
  readonly learningRate: number;
  readonly momentum: number;
  readonly steps: readonly {
    readonly loss: number;
    readonly values: Readonly<Record<string, unknown>>;
    readonly gradients: Readonly<Record<string, unknown>>;
    readonly before: Readonly<Record<string, number[][] | number[]>>;
    readonly after: Readonly<Record<string, unknown>>;
    readonly momentum: Readonly<Record<string, unknown>>;
  }[];
}

const torch: TorchFigures = JSON.parse(readFileSync(new URL("../figures/explain.json", import.meta.url), "utf8"));

function expectClose(received: unknown, expected: unknown): void {
  const wanted = flat(expected);
  const got = flat(received);
  expect(got).toHaveLength(wanted.length);
  for (const [place, value] of wanted.entries())
    expect(Math.abs((got[place] ?? Number.NaN) - value)).toBeLessThanOrEqual(1e-10);
}

/** 2-3-2: tanh, leaky ReLU, softmax cross-entropy, examples as rows. */
function twoThreeTwo(stepNumber: number): ExplainLog {
  const [first] = torch.steps;
  const start = (name: string) => first?.before[name] ?? [];
  const x = input("x", [5, 2]);
  const w1 = parameter("0.weight", start("0.weight"));
  const b1 = parameter("0.bias", start("0.bias"));
  const w2 = parameter("2.weight", start("2.weight"));
  const b2 = parameter("2.bias", start("2.bias"));
  const linear = (from: Tensor, w: Tensor, b: Tensor): Tensor => {
    const product: Tensor = matMul(from, w, { transposeB: true });
    return add(product, b);
  };
  const a1: Tensor = named("a1", tanh(named("z1", linear(x, w1, b1))));
  const a2: Tensor = named("a2", leakyRelu(named("z2", linear(a1, w2, b2))));
  const cost = crossEntropy(a2, input("y", [5], "i32"));
  const step = minimize(cost, sgd({ learningRate: torch.learningRate, momentum: torch.momentum }));
  return explain(cost, { x: torch.x, y: torch.y }, { step, stepNumber });
}

test.each([1, 2, 3])("a 2-3-2 network's values, gradients and update %i equal PyTorch's to 1e-10", (stepNumber) => {
  const log = twoThreeTwo(stepNumber);
  const figures = torch.steps[stepNumber - 1];
  if (figures === undefined) throw new Error("no such step");
  expectClose(log.cost, figures.loss);
  for (const [name, value] of Object.entries(figures.values)) expectClose(nestedFigures(log.node(name).value), value);
  for (const [name, value] of Object.entries(figures.gradients))
    expectClose(nestedFigures(log.gradient(name).value), value);
  for (const update of log.updates) {
    expectClose(nestedFigures(update.before), figures.before[update.parameter]);
    expectClose(nestedFigures(update.after), figures.after[update.parameter]);
    const [slot] = update.slots;
    expect(slot?.name).toBe("momentum");
    expectClose(slot && nestedFigures(slot.after), figures.momentum[update.parameter]);
  }
  expect(log.updates.map((update) => update.parameter).sort()).toEqual(["0.bias", "0.weight", "2.bias", "2.weight"]);
});

function totals(terms: readonly GradientTerm[]): number[] {
  const [first] = terms;
  return Array.from({ length: first?.value.values.length ?? 0 }, (_, place) =>
    terms.reduce((sum, term) => sum + (term.value.values[place] ?? Number.NaN), 0),
  );
}

test("the terms of every accumulation sum to its gradient, example by example", () => {
  const log = twoThreeTwo(1);
  for (const gradient of log.gradients) {
    if (gradient.terms.length === 0) continue;
    expectClose(totals(gradient.terms), nestedFigures(gradient.value));
  }
  for (const name of ["0.weight", "0.bias", "2.weight", "2.bias"]) {
    const { terms, reason } = log.gradient(name);
    expect(reason).toBe("shared");
    expect(terms.map((term) => term.along)).toEqual(
      [0, 1, 2, 3, 4].map((index) => ({ axis: 0, index, isExample: true })),
    );
  }
});

test("upstream times local is the contribution along every elementwise edge, and the Jacobian gives it along the others", () => {
  const log = twoThreeTwo(1);
  for (const { upstream, local, contribution, from } of log.backward) {
    const factors = flat(local.value === undefined ? Number.NaN : nestedFigures(local.value));
    const flowing = flat(nestedFigures(upstream));
    if (local.kind === "elementwise" && contribution.values.length === upstream.values.length) {
      expectClose(
        flowing.map((value, place) => value * (factors[factors.length === 1 ? 0 : place] ?? Number.NaN)),
        nestedFigures(contribution),
      );
    }
    if (local.kind === "jacobian") {
      const columns = contribution.values.length;
      const product = Array.from({ length: columns }, (_, column) =>
        flowing.reduce((sum, value, row) => sum + value * (factors[row * columns + column] ?? Number.NaN), 0),
      );
      expectClose(product, nestedFigures(contribution));
    }
    expect(log.node(from).name).toBe(from);
  }
});

test("why gives one number with uses and paths that sum to it, and agrees with finite differences", () => {
  const log = twoThreeTwo(1);
  for (const place of ["0.weight[0,1]", "0.bias[2]", "2.weight[1,0]", "a1[3,1]", "z2[0,0]"]) {
    const why = log.why(place);
    const sumOf = (list: readonly { readonly contribution: number }[]): number =>
      list.reduce((sum, each) => sum + each.contribution, 0);
    expect(Math.abs(sumOf(why.terms) - why.gradient)).toBeLessThan(1e-12);
    if (why.paths !== undefined) expect(Math.abs(sumOf(why.paths) - why.gradient)).toBeLessThan(1e-12);
    expect(Math.abs(why.finiteDifference.value - why.gradient)).toBeLessThan(1e-8);
  }
  expect(log.why("2.bias[0]").paths?.length).toBeGreaterThan(5);
});

test("JSON lines have exactly the keys that readers count on", () => {
  const lines = jsonLines(explainNeuron(orBatch, [0.1, 0.6], 0));
  const keys = Object.fromEntries(lines.map((line) => [line.kind, Object.keys(line)]));
  expect(keys).toEqual({
    forward: ["kind", "name", "op", "inputs", "shape", "value"],
    loss: ["kind", "value"],
    backward: ["kind", "from", "to", "upstream", "local", "contribution"],
    gradient: ["kind", "name", "value", "terms"],
    update: ["kind", "parameter", "before", "gradient", "after"],
  });
});

test("printed factors multiply to the printed product", () => {
  const text = explainNeuron(orBatch, [0.13, 0.67], 0.021).toText({ width: 500 });
  const products = [...text.matchAll(/= \[\[([^\]]*)\]\] ⊙ \[\[([^\]]*)\]\] = \[\[([^\]]*)\]\]/g)];
  expect(products.length).toBeGreaterThan(1);
  for (const [, left = "", right = "", result = ""] of products) {
    const [a, b] = [left, right].map((list) => list.split(", ").map(Number));
    expect((a ?? []).map((value, place) => (value * (b?.[place] ?? Number.NaN)).toFixed(3))).toEqual(
      result.split(", "),
    );
  }
});

test("Chinese text speaks Chinese and fits its width", () => {
  const text = explainNeuron(orBatch, [0.1, 0.6], 0).toText({ language: "zh", width: 60 });
  for (const word of ["前向传播", "反向传播", "更新", "样本 0", "∂Cost/∂W"]) expect(text).toContain(word);
  const wide = (line: string): number =>
    [...line].reduce((width, character) => width + (character >= "\u2e80" ? 2 : 1), 0);
  for (const line of text.split("\n")) expect(wide(line)).toBeLessThanOrEqual(60);
});

test("Markdown holds formulas in LaTeX", () => {
  const markdown = explainNeuron(orBatch, [0.1, 0.6], 0).toMarkdown();
  expect(markdown).toContain(
    "\\frac{\\partial \\mathrm{Cost}}{\\partial W} = \\frac{\\partial \\mathrm{Cost}}{\\partial",
  );
  expect(markdown).toContain("X^{\\mathsf T}");
});

test("all digits are a flag away", () => {
  const log = explainNeuron(orBatch, [0.1, 0.6], 0);
  expect(log.toText({ digits: "full" })).toContain("0.08891294752305501");
});

test("a ReLU at 0 is told, with the convention used", () => {
  const w = parameter("w", [1, 2]);
  const cost: Tensor = sum(named("a", relu(mul(w, input("x", [2])))));
  const log = explain(cost, { x: [0, 3] });
  expect(log.undefinedDerivatives).toMatchObject([{ node: "a", places: ["a[0]"], count: 1 }]);
  expect(log.toText()).toContain("The derivative at 0 is 0.");
  expect(log.toText({ language: "zh" })).toContain("在 0 处导数取 0。");
});

test("a node used twice has a term for each use", () => {
  const w = parameter("w", [[2]]);
  const cost: Tensor = sum(mul(w, mul(w, input("x", [1, 1]))));
  const gradient = explain(cost, { x: [[3]] }).gradient("w");
  expect(gradient.reason).toBe("fanOut");
  expect(gradient.terms.map((term) => Array.from(term.value.values))).toEqual([[6], [6]]);
  expect(Array.from(gradient.value.values)).toEqual([12]);
});

test("large tensors are summarized", () => {
  const w = parameter("w", {
    shape: [50, 40],
    initial: () => Float64Array.from({ length: 2000 }, (_, i) => (i % 4 === 0 ? 0 : Math.sin(i))),
  });
  const cost: Tensor = sum(tanh(w));
  expect(explain(cost, {}).toText()).toMatch(/\[50, 40\] {2}min -1\.000 {2}max 1\.000 {2}mean .* zeros 25\.0 %/);
});

const faults: readonly (readonly [string, () => unknown, RegExp])[] = [
  ["an unknown node", () => explainNeuron(orBatch, [0.1, 0.6], 0).node("w"), /got "w"; did you mean "W"/],
  [
    "an index out of range",
    () => explainNeuron(orBatch, [0.1, 0.6], 0).why("W[0,2]"),
    /within shape \[1, 2\], from W\[0,0\] to W\[0,1\]; got \[0,2\]/,
  ],
  ["a missing index", () => explainNeuron(orBatch, [0.1, 0.6], 0).why("W"), /got \[\]/],
  [
    "a node to which no gradient flows",
    () => explainNeuron(orBatch, [0.1, 0.6], 0).why("X[0,0]"),
    /gradients flow to what lies between/,
  ],
  ["a cost that is no scalar", () => explain(tanh(parameter("w", [1, 2])), {}), /must be a scalar/],
  ["a cost without parameters", () => explain(sum(input("x", [2])), { x: [1, 2] }), /parameter/],
  [
    "a parameter that the cost does not depend on",
    () => explain(sum(parameter("w", [1])), {}, { wrt: { other: parameter("other", [1]) } }),
    /must depend on "other"/,
  ],
  [
    "a later update without a step",
    () => explain(sum(parameter("w", [1])), {}, { stepNumber: 2 }),
    /needs the training step/,
  ],
  ["digits that are none", () => explainNeuron(orBatch, [0.1, 0.6], 0).toText({ digits: -1 }), /digits must be/],
];

test.each(faults)("%s is refused in plain words", (_what, attempt, message) => {
  expect(attempt).toThrow(ChainruleError);
  expect(attempt).toThrow(message);
});
