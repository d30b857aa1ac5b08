import { ChainruleError } from "../errors/chainruleError.ts";
import { currentScope } from "../graph/scope.ts";
import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { defineElementwise, type ElementwiseDefinition } from "./elementwise.ts";
import { complementaryErrorFunction } from "./errorFunction.ts";
import { lowestFloat } from "./lowestFloat.ts";
import type { Operand } from "./operand.ts";
import { logistic } from "./sigmoid.ts";

/** Settings of `gelu`. */
export interface GeluOptions {
  /** `"none"` (default): exact, through the error function; `"tanh"`: the approximation that many models were trained with. */
  readonly approximation?: "none" | "tanh";
}

const source = "Hendrycks, Gimpel, 2016, arXiv:1606.08415";

export const geluDefinition: ElementwiseDefinition<1> = {
  name: "gelu",
  arity: 1,
  summary: { en: "Gaussian error linear unit.", zh: "高斯误差线性单元（GELU）。" },
  formula: "y = x \\, \\Phi(x) = \\frac{x}{2} \\left(1 + \\operatorname{erf}\\frac{x}{\\sqrt{2}}\\right)",
  family: "activation",
  source,
  reference: ([x]) => Math.max(x, -Number.MAX_VALUE) * 0.5 * complementaryErrorFunction(-x * Math.SQRT1_2),
  // ∂y/∂x = Φ(x) + x φ(x)
  partials: ({ inputs: [x], ops }) => {
    const cumulative = ops.mul(0.5, ops.add(1, ops.erf(ops.mul(Math.SQRT1_2, x))));
    const density = ops.mul(1 / Math.sqrt(2 * Math.PI), ops.exp(ops.mul(-0.5, ops.square(x))));
    return [ops.add(cumulative, ops.mul(x, density))];
  },
  lanes: (lane, [x]) => {
    const half = lane.mul(lane.float(0.5), lane.max(x, lane.float(lowestFloat)));
    return lane.mul(half, lane.add(lane.float(1), lane.erf(lane.mul(lane.float(Math.SQRT1_2), x))));
  },
  notation: ([x]) => `\\operatorname{gelu}\\left(${x}\\right)`,
  flopsPerElement: 9,
  tolerance: 1e-6,
  domain: { from: -4, to: 4 },
};

// ½(1 + tanh u) = σ(2u), which does not cancel for negative u; u = √(2/π) (x + 0.044715 x³).
const linear = 2 * Math.sqrt(2 / Math.PI);
const cubic = 0.044715 * linear;

export const geluTanhDefinition: ElementwiseDefinition<1, { readonly approximation: "tanh" }> = {
  name: "gelu",
  arity: 1,
  summary: { en: "Gaussian error linear unit, approximated through tanh.", zh: "用 tanh 近似的高斯误差线性单元。" },
  formula: "y = \\frac{x}{2} \\left(1 + \\tanh\\left(\\sqrt{\\tfrac{2}{\\pi}} (x + 0.044715 x^3)\\right)\\right)",
  family: "activation",
  source,
  reference: ([x]) => Math.max(x, -Number.MAX_VALUE) * logistic(x * (linear + cubic * x * x)),
  // ∂y/∂x = s + x s (1 − s) · ∂(2u)/∂x with s = σ(2u)
  partials: ({ inputs: [x], ops }) => {
    const squared = ops.square(x);
    const s = ops.sigmoid(ops.mul(x, ops.add(linear, ops.mul(cubic, squared))));
    const slope = ops.add(linear, ops.mul(3 * cubic, squared));
    return [ops.add(s, ops.mul(ops.mul(ops.mul(x, s), ops.sub(1, s)), slope))];
  },
  lanes: (lane, [x]) => {
    const doubled = lane.mul(x, lane.mulAdd(lane.float(cubic), lane.mul(x, x), lane.float(linear)));
    return lane.mul(lane.max(x, lane.float(lowestFloat)), lane.sigmoid(doubled));
  },
  notation: ([x]) => `\\operatorname{gelu}_{\\tanh}\\left(${x}\\right)`,
  flopsPerElement: 9,
  tolerance: 2e-6,
  domain: { from: -4, to: 4 },
};

const applyExact = defineElementwise(geluDefinition);
const applyTanh = defineElementwise(geluTanhDefinition);

/**
 * Gaussian error linear unit: y = x·Φ(x) with the normal distribution function Φ; ∂y/∂x = Φ(x) + x·φ(x).
 *
 * With `approximation: "tanh"`: y = x/2 · (1 + tanh(√(2/π)·(x + 0.044715x³))), at most 5e-4 away.
 * gelu(−Inf) = 0, gelu(Inf) = Inf. Source: Hendrycks, Gimpel, 2016 (arXiv:1606.08415).
 *
 * @param x - f32, any shape, or a number
 * @param options - `approximation`: `"none"` (default) or `"tanh"`
 * @returns a tensor of the same shape
 * @throws ChainruleError if `x` has another element type or the approximation is unknown
 * @example
 * const hidden = gelu(input("z", [8, 16]), { approximation: "tanh" }); // [8, 16]
 */
export function gelu<S extends Shape = []>(x: Operand<S>, { approximation = "none" }: GeluOptions = {}): Tensor<S> {
  switch (approximation) {
    case "none":
      return applyExact([x], {});
    case "tanh":
      return applyTanh([x], { approximation });
    default:
      throw new ChainruleError("graph.attribute", {
        op: "gelu",
        name: "approximation",
        expected: '"none" / "tanh"',
        received: `"${String(approximation)}"`,
        path: currentScope(),
      });
  }
}
