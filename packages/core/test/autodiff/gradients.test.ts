import { describe, expect, test } from "vitest";
import { directionalDerivative } from "../../src/autodiff/directionalDerivative.ts";
import { gradients } from "../../src/autodiff/gradients.ts";
import { reverseGraph } from "../../src/autodiff/reverseGraph.ts";
import { evaluate } from "../../src/engines/reference/evaluate.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { topologicalOrder } from "../../src/graph/topologicalOrder.ts";
import { input } from "../../src/ops/input.ts";
import { ops } from "../../src/ops/registry.ts";

function run(tensor: Tensor, feeds: Record<string, number | Float64Array>): number[] {
  return [...(evaluate([tensor], feeds).get(tensor) ?? [])];
}

describe("reverse mode", () => {
  test("sums over the paths by which a node is used", () => {
    const x = input("x", []);
    const y = ops.add(ops.mul(x, x), ops.add(x, x)); // x² + 2x
    const { dx } = gradients(y, { dx: x });
    expect(run(dx, { x: 5 })).toEqual([12]);
  });

  test("records every edge's contribution to a node's gradient", () => {
    const x = input("x", []);
    const squared = ops.square(x);
    const cost = ops.add(squared, ops.mul(3, x));
    const node = reverseGraph(cost, [x]).get(x);
    expect(node?.contributions.map(({ from, inputIndex }) => [from.op.name, inputIndex])).toEqual([
      ["mul", 1],
      ["square", 0],
    ]);
    const [fromProduct, fromSquare] = node?.contributions ?? [];
    expect(fromProduct && run(fromProduct.tensor, {})).toEqual([3]);
    expect(fromSquare && run(fromSquare.tensor, { x: 5 })).toEqual([10]);
    expect(node && run(node.gradient, { x: 5 })).toEqual([13]);
  });

  test("does no work off the paths to what is asked for", () => {
    const x = input("x", [2, 2]);
    const w = input("w", [2, 2]);
    const cost = ops.sum(ops.matMul(ops.tanh(x), w));
    const { dw } = gradients(cost, { dw: w });
    expect(topologicalOrder([dw]).map((node) => node.op.name)).not.toContain("square");
    expect(reverseGraph(cost, [w]).has(x)).toBe(false);
  });

  test("multiplies by no ones and adds no zeros", () => {
    const a = input("a", [3]);
    const { da } = gradients(ops.sum(ops.add(a, 1)), { da: a });
    expect(topologicalOrder([da]).map((node) => node.op.name)).not.toContain("mul");
    const { db } = gradients({ tensor: ops.sub(1, a), dy: a }, { db: a });
    expect(db.op.name).toBe("neg");
  });

  test("sums a broadcast operand's gradient to its own shape", () => {
    const b = input("b", [3, 1]);
    const { db } = gradients(ops.sum(ops.mul(b, ops.ones([2, 3, 4]))), { db: b });
    expect(db.shape).toEqual([3, 1]);
    expect(run(db, {})).toEqual([8, 8, 8]);
  });

  test("takes a gradient to begin with, for what is no scalar", () => {
    const x = input("x", [2]);
    const { dx } = gradients({ tensor: ops.square(x), dy: input("dy", [2]) }, { dx: x });
    expect(run(dx, { x: Float64Array.of(1, 2), dy: Float64Array.of(10, 100) })).toEqual([20, 400]);
  });

  test("goes through a chain of 10,000 nodes, twice over", () => {
    const x = input("x", []);
    let y: Tensor = x;
    for (let depth = 0; depth < 10_000; depth += 1) y = ops.mul(y, 1.0001);
    const { dx } = gradients(ops.square(y), { dx: x });
    expect(run(dx, { x: 3 })[0]).toBeCloseTo(6 * 1.0001 ** 20_000, 6);
    const { ddx } = gradients(dx, { ddx: x });
    expect(run(ddx, {})[0]).toBeCloseTo(2 * 1.0001 ** 20_000, 6);
    const slope = directionalDerivative(ops.square(y), [[x, ops.ones([])]]);
    expect(run(slope, { x: 3 })[0]).toBeCloseTo(6 * 1.0001 ** 20_000, 6);
  });

  test("has the n-th derivative of xⁿ at n!", () => {
    const x = input("x", []);
    let y: Tensor = ops.pow(x, 5);
    for (let order = 0; order < 4; order += 1) y = gradients(y, { x }).x;
    expect(run(y, { x: 2 })[0]).toBeCloseTo(240, 6);
  });

  test("refuses what is no scalar, and what does not depend on a parameter, by its name", () => {
    const x = input("x", [2]);
    const other = input("other", []);
    expect(() => gradients(x, { x })).toThrow("gradients: what is differentiated must be a scalar; got [2]");
    const cost = ops.sum(x);
    expect(() => gradients(cost, { "2.bias": other })).toThrow(/must depend on "2\.bias"; got no path between them/);
    expect(run(gradients(cost, { other }, { independent: "zero" }).other, {})).toEqual([0]);
    expect(() => gradients(ops.cast(ops.sum(whole()), "f32"), { n: whole() })).toThrow(
      "element type must be f32; got i32",
    );
  });
});

const whole = (): Tensor => input("n", [2], "i32");

describe("forward mode", () => {
  test("gives the slope along a direction", () => {
    const x = input("x", [2]);
    const y = ops.mul(x, ops.sum(x));
    const slope = directionalDerivative(y, [[x, input("dx", [2])]]);
    expect(run(slope, { x: Float64Array.of(1, 2), dx: Float64Array.of(1, 0) })).toEqual([4, 2]);
  });

  test("is zero where nothing depends on the direction", () => {
    const slope = directionalDerivative(ops.ones([2]), [[input("x", []), ops.ones([])]]);
    expect(run(slope, {})).toEqual([0, 0]);
  });

  test("refuses a tangent of another shape", () => {
    const x = input("x", [2]);
    expect(() => directionalDerivative(x, [[x, ops.ones([3])]])).toThrow("shape must be [2]; got [3]");
  });
});
