import { expect, test } from "vitest";
import { checkGradients } from "../../src/engines/reference/checkGradients.ts";
import { finiteDifference, finiteDifferences } from "../../src/engines/reference/finiteDifferences.ts";
import { defineOp } from "../../src/ops/define.ts";
import { input } from "../../src/ops/input.ts";
import { matMul } from "../../src/ops/matMul.ts";
import { mul } from "../../src/ops/mul.ts";
import { square } from "../../src/ops/square.ts";
import { sum } from "../../src/ops/sum.ts";
import { tanh } from "../../src/ops/tanh.ts";
import { asTuple } from "../../src/ops/tuple.ts";

test("right gradients are found right, small and large tensors alike", () => {
  const x = input("x", [20, 6]);
  const w = input("w", [6, 3]);
  const cost = sum(square(tanh(matMul(x, w))));
  const values = Float64Array.from({ length: 120 }, (_, k) => Math.sin(k));
  const reports = checkGradients(cost, { wrt: { x, w }, feeds: { x: values, w: values.slice(0, 18) } });
  expect(reports.map(({ parameter }) => parameter)).toEqual(["x", "w"]);
  for (const report of reports) {
    expect(report.maxRelativeError).toBeLessThan(1e-8);
    expect(report.forwardModeError).toBeLessThan(1e-12);
  }
  expect(reports[0]).toMatchObject({ elementsChecked: 64, directionsChecked: 3 });
  expect(reports[1]).toMatchObject({ elementsChecked: 18, directionsChecked: 0 });
});

test("a wrong derivative is found, with the element where it is worst", () => {
  const wrongCube = defineOp<Record<never, never>>({
    name: "wrongCube",
    summary: { en: "", zh: "" },
    formula: "",
    family: "unary",
    infer: (inputs) => asTuple(inputs, 1)[0],
    forward: ({ inputs, output }) => {
      output.set(asTuple(inputs, 1)[0].map((value) => value ** 3));
    },
    derivative: {
      kind: "general",
      reverse: ({ inputs, ops }, dy) => [ops.mul(dy, ops.mul(2, ops.square(asTuple(inputs, 1)[0])))],
      forward: () => undefined,
    },
    lowering: () => ({ kind: "view", view: (view) => view }),
    notation: () => "",
    tolerance: 0,
    domain: { from: 0, to: 1 },
  });
  const x = input("x", [2, 2]);
  const [report] = checkGradients(sum(mul(wrongCube([x], {}), 1)), {
    wrt: { x },
    feeds: {
      x: [
        [0, 0.01],
        [2, 0],
      ],
    },
  });
  expect(report?.worst.index).toEqual([1, 0]);
  expect(report?.worst.analytic).toBeCloseTo(8, 10);
  expect(report?.worst.numeric).toBeCloseTo(12, 6);
  expect(report?.maxRelativeError).toBeCloseTo(1 / 3, 6);
});

test("finite differences give the gradient element by element, also beside a kink", () => {
  const x = input("x", [3]);
  const { dx } = finiteDifferences(sum(square(x)), { wrt: { dx: x }, feeds: { x: [1, -2, 0] } });
  expect([...(dx ?? [])].map((value) => Math.round(value * 1e8) / 1e8)).toEqual([2, -4, 0]);
  const kink = finiteDifference((distance) => Math.abs(3e-5 + distance), 1e-4);
  expect(kink.value).toBeCloseTo(1, 8);
  expect(() => finiteDifferences(x, { wrt: { x }, feeds: { x: [1, 2, 3] } })).toThrow("must be a scalar; got [3]");
});
