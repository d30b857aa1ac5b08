import { expect, test } from "vitest";
import { ChainruleError } from "../../src/errors/chainruleError.ts";
import { checkDerivation } from "../../src/explain/derivation/checkDerivation.ts";
import type { Verdict } from "../../src/explain/derivation/finding.ts";
import { named, type Tensor } from "../../src/graph/tensor.ts";
import { add } from "../../src/ops/add.ts";
import { input } from "../../src/ops/input.ts";
import { log } from "../../src/ops/log.ts";
import { matMul } from "../../src/ops/matMul.ts";
import { mul } from "../../src/ops/mul.ts";
import { neg } from "../../src/ops/neg.ts";
import { parameter } from "../../src/ops/parameter.ts";
import { sigmoid } from "../../src/ops/sigmoid.ts";
import { square } from "../../src/ops/square.ts";
import { sub } from "../../src/ops/sub.ts";
import { sum } from "../../src/ops/sum.ts";
import { tanh } from "../../src/ops/tanh.ts";
import { transpose } from "../../src/ops/transpose.ts";

const m = 5;
const feeds = {
  X: [
    [0.2, -0.4, 1.1, 0.7, -0.9],
    [1.0, 0.3, -0.5, 0.6, 0.1],
    [-0.3, 0.8, 0.4, -1.2, 0.5],
  ],
  Y: [
    [0, 1, 1, 0, 1],
    [1, 0, 1, 1, 0],
  ],
};

/** Two layers with examples as columns, as lecture notes write them: tanh, then sigmoid, cross-entropy. */
function twoLayers() {
  const x = input("X", [3, m]);
  const y = input("Y", [2, m]);
  const start = (rows: number, columns: number) =>
    Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_c, j) => Math.sin(i * 3 + j + 1)));
  const w1 = parameter("W1", start(3, 3));
  const b1 = parameter("b1", start(3, 1));
  const w2 = parameter("W2", start(2, 3));
  const b2 = parameter("b2", start(2, 1));
  const z1: Tensor = named("Z1", add(matMul(w1, x), b1));
  const a1: Tensor = named("A1", tanh(z1));
  const z2: Tensor = named("Z2", add(matMul(w2, a1), b2));
  const a2: Tensor = named("A2", sigmoid(z2));
  const losses = neg(add(mul(y, log(a2)), mul(sub(1, y), log(sub(1, a2)))));
  const cost = mul(1 / m, sum(losses));
  const dz2: Tensor = sub(a2, y);
  const back: Tensor = matMul(w2, dz2, { transposeA: true });
  const dz1: Tensor = mul(back, sub(1, square(a1)));
  const times = (dz: Tensor, a: Tensor): Tensor => mul(1 / m, matMul(dz, a, { transposeB: true }));
  const along = (dz: Tensor): Tensor => mul(1 / m, sum(dz, { axes: 1, keepDims: true }));
  return { x, y, w1, b1, w2, b2, z1, a1, z2, a2, cost, dz1, dz2, back, times, along };
}

type Net = ReturnType<typeof twoLayers>;

test("the four backward formulas of a two-layer network are found right", () => {
  const net = twoLayers();
  const { dz1, dz2, a1, x, times, along } = net;
  const report = checkDerivation(
    net.cost,
    { dW2: times(dz2, a1), db2: along(dz2), dW1: times(dz1, x), db1: along(dz1), dZ2: mul(1 / m, dz2) },
    { feeds },
  );
  expect(report.findings.map((finding) => [finding.name, finding.verdict.kind])).toEqual(
    ["dW2", "db2", "dW1", "db1", "dZ2"].map((name) => [name, "equal"]),
  );
  expect(report.isRight).toBe(true);
  for (const { finiteDifference } of report.findings) expect(finiteDifference.largestDifference).toBeLessThan(1e-8);
});

const mistakes: readonly (readonly [string, string, (net: Net) => Tensor, Verdict])[] = [
  ["a factor of 2 too many", "dW2", (n) => mul(2, n.times(n.dz2, n.a1)), { kind: "factor", factor: 0.5 }],
  ["the wrong sign", "dW2", (n) => n.times(sub(n.y, n.a2), n.a1), { kind: "sign" }],
  ["a transposed weight gradient", "dW2", (n) => transpose(n.times(n.dz2, n.a1)), { kind: "transposed", factor: 1 }],
  [
    "a transposed square weight gradient",
    "dW1",
    (n) => transpose(n.times(n.dz1, n.x)),
    { kind: "transposed", factor: 1 },
  ],
  [
    "a sum over the wrong axis",
    "db1",
    (n) => mul(1 / m, sum(n.dz1, { axes: 0, keepDims: true })),
    { kind: "wrongAxis", wrong: [0], right: [1], factor: 1 / m },
  ],
  ["a missing 1/m", "dW1", (n) => matMul(n.dz1, n.x, { transposeB: true }), { kind: "missingMean", exampleCount: m }],
  ["1/m twice", "db2", (n) => mul(1 / m, n.along(n.dz2)), { kind: "extraMean", exampleCount: m }],
  [
    "a missing derivative of the activation",
    "dW1",
    (n) => n.times(n.back, n.x),
    { kind: "missingLocal", node: "A1", operand: "Z1", factor: 1 },
  ],
  ["a bias gradient that is not summed", "db2", (n) => mul(1 / m, n.dz2), { kind: "notSummed", axes: [1], factor: 1 }],
  [
    "the derivative of tanh taken at z",
    "dW1",
    (n) => n.times(mul(n.back, sub(1, square(n.z1))), n.x),
    { kind: "wrongArgument", node: "A1", used: "Z1", right: "A1", factor: 1 },
  ],
  [
    "z where a belongs",
    "dW2",
    (n) => n.times(n.dz2, n.z1),
    { kind: "wrongOperand", used: "Z1", right: "A1", factor: 1 },
  ],
  ["a gradient of a wrong shape", "dW2", (n) => n.along(n.dz2), { kind: "shape" }],
];

test.each(mistakes)("%s is named", (_what, name, derive, verdict) => {
  const net = twoLayers();
  const report = checkDerivation(net.cost, { [name]: derive(net) }, { feeds });
  const found = report.findings[0]?.verdict;
  expect(report.isRight).toBe(false);
  if (found !== undefined && "factor" in found && "factor" in verdict) {
    expect(found.factor).toBeCloseTo(verdict.factor, 9);
    expect({ ...found, factor: verdict.factor }).toEqual(verdict);
  } else {
    expect(found).toEqual(verdict);
  }
  expect(report.toText("en")).toContain(name);
  expect(report.toText("zh")).toMatch(/[\u4e00-\u9fff]/);
});

test("a path that was left out is named", () => {
  const x = input("X", [4]);
  const w = parameter("w", [0.3, -0.2, 0.5, 0.1]);
  const a = named("a", tanh(mul(w, x)));
  const penalty = named("penalty", square(w));
  const cost = add(sum(a), mul(0.5, sum(penalty)));
  const derived = mul(sub(1, square(a)), x);
  const report = checkDerivation(cost, { dw: derived }, { feeds: { X: [1, 2, 3, 4] } });
  expect(report.findings[0]?.verdict).toEqual({ kind: "missingPath", node: "w", through: "penalty", factor: 1 });
});

test("dimensions are told in words before anything else", () => {
  const net = twoLayers();
  const report = checkDerivation(net.cost, { dW2: transpose(net.times(net.dz2, net.a1)) }, { feeds });
  expect(report.toText()).toContain("dW2 must have [2, 3]; got [3, 2]");
  expect(report.toText("zh")).toContain("dW2 必须是 [2, 3]；得到 [3, 2]");
});

test("without feeds the derivation is held against numbers in general position", () => {
  const net = twoLayers();
  expect(checkDerivation(net.cost, { dW2: net.times(net.dz2, net.a1) }).isRight).toBe(true);
});

test("a gradient of nothing gets the nearest name", () => {
  const net = twoLayers();
  const attempt = (): unknown => checkDerivation(net.cost, { dW3: net.dz1 }, { feeds });
  expect(attempt).toThrow(ChainruleError);
  expect(attempt).toThrow(/did you mean "dW\d"/);
});
