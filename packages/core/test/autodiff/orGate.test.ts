import { expect, test } from "vitest";
import { gradients } from "../../src/autodiff/gradients.ts";
import { createReferenceSession } from "../../src/engines/reference/session.ts";
import { add } from "../../src/ops/add.ts";
import { input } from "../../src/ops/input.ts";
import { matMul } from "../../src/ops/matMul.ts";
import { mul } from "../../src/ops/mul.ts";
import { sigmoid } from "../../src/ops/sigmoid.ts";
import { square } from "../../src/ops/square.ts";
import { sub } from "../../src/ops/sub.ts";
import { sum } from "../../src/ops/sum.ts";
import { variable } from "../../src/ops/variable.ts";

const feeds = {
  X: [
    [0, 0, 1, 1],
    [0, 1, 0, 1],
  ],
  Y: [[0, 1, 1, 1]],
};

/** The OR gate of "Nothing but NumPy": sigmoid, cost 1/(2m) Σ (Y − Ŷ)², learning rate 1. */
function orGate() {
  const x = input("X", [2, 4]);
  const y = input("Y", [1, 4]);
  const w = variable({ name: "W", shape: [1, 2] as const, dtype: "f32", trainable: true, initial: () => [0.1, 0.6] });
  const b = variable({ name: "b", shape: [1, 1] as const, dtype: "f32", trainable: true, initial: () => [0] });
  const cost = mul(1 / 8, sum(square(sub(y, sigmoid(add(matMul(w, x), b))))));
  return { w, b, cost, ...gradients(cost, { dw: w, db: b }) };
}

test("the OR gate gives the figures worked out by hand", async () => {
  const { w, b, cost, dw, db } = orGate();
  const session = createReferenceSession();
  const program = await session.compile({
    outputs: { cost, dw, db },
    updates: [
      { variable: w, value: sub(w, dw) },
      { variable: b, value: sub(b, db) },
    ],
    guard: cost,
  });
  const first = program.run(feeds).outputs;
  expect(first["cost"]?.data[0]).toBeCloseTo(0.089, 3);
  expect([...(first["dw"]?.data ?? [])].map((value) => value.toFixed(3))).toEqual(["-0.048", "-0.039"]);
  expect(first["db"]?.data[0]).toBeCloseTo(-0.037, 3);
  expect([...session.read(w).data].map((value) => value.toFixed(3))).toEqual(["0.148", "0.639"]);
  const second = program.run(feeds).outputs;
  expect(second["cost"]?.data[0]).toBeCloseTo(0.084, 3);
  expect([...(second["dw"]?.data ?? [])].map((value) => value.toFixed(3))).toEqual(["-0.044", "-0.035"]);
  const { outputs, stepsDone } = program.run(feeds, { steps: 4999 });
  expect(stepsDone).toBe(4999);
  expect(outputs["cost"]?.data[0]).toBeCloseTo(0.000528, 6);
});
