import { expect, test } from "vitest";
import { findNonFinite } from "../../src/model/findNonFinite.ts";
import { input } from "../../src/ops/input.ts";
import { ops } from "../../src/ops/registry.ts";
import { scan } from "../../src/ops/scan.ts";

test("a number that overflows in a recurrence is found at its time, with the op and its operands there", () => {
  const x = input("x", [6, 2]);
  const { carry } = scan(([h = x], [v = x]) => ({ carry: [ops.add(ops.mul(h, 1e10), v)] }), [ops.ones([2])], [x]);
  const cost = ops.sum(carry[0] ?? x);
  const report = findNonFinite({ outputs: { cost }, updates: [], guard: cost }, { x: new Float32Array(12) }, () => [], {
    rounds: true,
    epoch: 1,
    step: 0,
  });
  // (10¹⁰)⁴ is beyond f32: the fourth turn.
  expect(report).toMatchObject({ op: "mul", turn: 3, index: [0], value: Number.POSITIVE_INFINITY });
  expect(report?.operands.map(({ value }) => value)).toEqual([Math.fround(1e10 ** 3), 1e10]);
});
