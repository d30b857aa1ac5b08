import type { DType } from "../../src/graph/dtype.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { absDefinition } from "../../src/ops/abs.ts";
import { addDefinition } from "../../src/ops/add.ts";
import { castDefinitions } from "../../src/ops/cast.ts";
import { ceilDefinition } from "../../src/ops/ceil.ts";
import { clipDefinition } from "../../src/ops/clip.ts";
import { cosDefinition } from "../../src/ops/cos.ts";
import type { CheckRange, OpDescription } from "../../src/ops/description.ts";
import { divDefinition } from "../../src/ops/div.ts";
import { eluDefinition } from "../../src/ops/elu.ts";
import { equalDefinition } from "../../src/ops/equal.ts";
import { erfDefinition } from "../../src/ops/erf.ts";
import { expDefinition } from "../../src/ops/exp.ts";
import { expm1Definition } from "../../src/ops/expm1.ts";
import { floorDefinition } from "../../src/ops/floor.ts";
import { geluDefinition, geluTanhDefinition } from "../../src/ops/gelu.ts";
import { greaterDefinition } from "../../src/ops/greater.ts";
import { greaterEqualDefinition } from "../../src/ops/greaterEqual.ts";
import { hardSigmoidDefinition } from "../../src/ops/hardSigmoid.ts";
import { hardSwishDefinition } from "../../src/ops/hardSwish.ts";
import { hardTanhDefinition } from "../../src/ops/hardTanh.ts";
import { isFiniteValueDefinition } from "../../src/ops/isFiniteValue.ts";
import { isNaNValueDefinition } from "../../src/ops/isNaNValue.ts";
import { leakyReluDefinition } from "../../src/ops/leakyRelu.ts";
import { lessDefinition } from "../../src/ops/less.ts";
import { lessEqualDefinition } from "../../src/ops/lessEqual.ts";
import { logDefinition } from "../../src/ops/log.ts";
import { log1pDefinition } from "../../src/ops/log1p.ts";
import { logicalAndDefinition } from "../../src/ops/logicalAnd.ts";
import { logicalNotDefinition } from "../../src/ops/logicalNot.ts";
import { logicalOrDefinition } from "../../src/ops/logicalOr.ts";
import { logicalXorDefinition } from "../../src/ops/logicalXor.ts";
import { maximumDefinition } from "../../src/ops/maximum.ts";
import { minimumDefinition } from "../../src/ops/minimum.ts";
import { mishDefinition } from "../../src/ops/mish.ts";
import { mulDefinition } from "../../src/ops/mul.ts";
import { negDefinition } from "../../src/ops/neg.ts";
import { notEqualDefinition } from "../../src/ops/notEqual.ts";
import { powDefinition } from "../../src/ops/pow.ts";
import { reciprocalDefinition } from "../../src/ops/reciprocal.ts";
import { ops } from "../../src/ops/registry.ts";
import { reluDefinition } from "../../src/ops/relu.ts";
import { roundDefinition } from "../../src/ops/round.ts";
import { rsqrtDefinition } from "../../src/ops/rsqrt.ts";
import { seluDefinition } from "../../src/ops/selu.ts";
import { sigmoidDefinition } from "../../src/ops/sigmoid.ts";
import { signDefinition } from "../../src/ops/sign.ts";
import { siluDefinition } from "../../src/ops/silu.ts";
import { sinDefinition } from "../../src/ops/sin.ts";
import { softplusDefinition } from "../../src/ops/softplus.ts";
import { softsignDefinition } from "../../src/ops/softsign.ts";
import { sqrtDefinition } from "../../src/ops/sqrt.ts";
import { squareDefinition } from "../../src/ops/square.ts";
import { subDefinition } from "../../src/ops/sub.ts";
import { tanhDefinition } from "../../src/ops/tanh.ts";
import { whereDefinition } from "../../src/ops/where.ts";

/** An op under test: its definition, how it is applied, and the types of its operands. */
export interface ElementwiseCase {
  readonly name: string;
  readonly definition: OpDescription;
  readonly operands: readonly DType[];
  readonly apply: (...inputs: readonly Tensor[]) => Tensor;
}

/** What an op is applied to in place of a missing operand; never reached. */
function need(tensor: Tensor | undefined): Tensor {
  if (tensor === undefined) throw new TypeError("an operand is missing");
  return tensor;
}

function unary(
  definition: OpDescription,
  apply: (x: Tensor) => Tensor,
  dtype: DType = "f32",
  name = definition.name,
): ElementwiseCase {
  return { name, definition, operands: [dtype], apply: (x) => apply(need(x)) };
}

function binary(
  definition: OpDescription,
  apply: (a: Tensor, b: Tensor) => Tensor,
  dtype: DType = "f32",
): ElementwiseCase {
  const name = dtype === "f32" ? definition.name : `${definition.name} of ${dtype}`;
  return { name, definition, operands: [dtype, dtype], apply: (a, b) => apply(need(a), need(b)) };
}

/** Every elementwise op that has operands, with its settings. */
export const elementwiseCases: readonly ElementwiseCase[] = [
  binary(addDefinition, ops.add),
  binary(addDefinition, ops.add, "i32"),
  binary(subDefinition, ops.sub),
  binary(subDefinition, ops.sub, "i32"),
  binary(mulDefinition, ops.mul),
  binary(mulDefinition, ops.mul, "i32"),
  binary(divDefinition, ops.div),
  binary(powDefinition, ops.pow),
  binary(maximumDefinition, ops.maximum),
  binary(maximumDefinition, ops.maximum, "i32"),
  binary(minimumDefinition, ops.minimum),
  binary(minimumDefinition, ops.minimum, "i32"),
  binary(equalDefinition, ops.equal),
  binary(equalDefinition, ops.equal, "i32"),
  binary(equalDefinition, ops.equal, "bool"),
  binary(notEqualDefinition, ops.notEqual),
  binary(notEqualDefinition, ops.notEqual, "i32"),
  binary(notEqualDefinition, ops.notEqual, "bool"),
  binary(lessDefinition, ops.less),
  binary(lessEqualDefinition, ops.lessEqual),
  binary(greaterDefinition, ops.greater, "i32"),
  binary(greaterDefinition, ops.greater),
  binary(greaterEqualDefinition, ops.greaterEqual),
  binary(logicalAndDefinition, ops.logicalAnd, "bool"),
  binary(logicalOrDefinition, ops.logicalOr, "bool"),
  binary(logicalXorDefinition, ops.logicalXor, "bool"),
  unary(logicalNotDefinition, ops.logicalNot, "bool"),
  {
    name: "where",
    definition: whereDefinition,
    operands: ["bool", "f32", "f32"],
    apply: (condition, a, b) => ops.where(need(condition), need(a), need(b)),
  },
  unary(castDefinitions.i32, (x) => ops.cast(x, "i32"), "f32", "cast f32 to i32"),
  unary(castDefinitions.bool, (x) => ops.cast(x, "bool"), "f32", "cast f32 to bool"),
  unary(castDefinitions.f32, (x) => ops.cast(x, "f32"), "i32", "cast i32 to f32"),
  unary(castDefinitions.bool, (x) => ops.cast(x, "bool"), "i32", "cast i32 to bool"),
  unary(castDefinitions.f32, (x) => ops.cast(x, "f32"), "bool", "cast bool to f32"),
  unary(castDefinitions.i32, (x) => ops.cast(x, "i32"), "bool", "cast bool to i32"),
  unary(negDefinition, ops.neg),
  unary(negDefinition, ops.neg, "i32", "neg of i32"),
  unary(absDefinition, ops.abs),
  unary(absDefinition, ops.abs, "i32", "abs of i32"),
  unary(signDefinition, ops.sign),
  unary(reciprocalDefinition, ops.reciprocal),
  unary(squareDefinition, ops.square),
  unary(expDefinition, ops.exp),
  unary(expm1Definition, ops.expm1),
  unary(logDefinition, ops.log),
  unary(log1pDefinition, ops.log1p),
  unary(sqrtDefinition, ops.sqrt),
  unary(rsqrtDefinition, ops.rsqrt),
  unary(sinDefinition, ops.sin),
  unary(cosDefinition, ops.cos),
  unary(floorDefinition, ops.floor),
  unary(ceilDefinition, ops.ceil),
  unary(roundDefinition, ops.round),
  unary(erfDefinition, ops.erf),
  unary(isFiniteValueDefinition, ops.isFiniteValue),
  unary(isNaNValueDefinition, ops.isNaNValue),
  unary(clipDefinition, (x) => ops.clip(x, { min: -1, max: 1 })),
  unary(sigmoidDefinition, ops.sigmoid),
  unary(tanhDefinition, ops.tanh),
  unary(reluDefinition, ops.relu),
  unary(leakyReluDefinition, (x) => ops.leakyRelu(x)),
  unary(leakyReluDefinition, (x) => ops.leakyRelu(x, { slope: -0.5 }), "f32", "leakyRelu with a negative slope"),
  unary(eluDefinition, (x) => ops.elu(x)),
  unary(eluDefinition, (x) => ops.elu(x, { alpha: -0.5 }), "f32", "elu with a negative alpha"),
  unary(seluDefinition, ops.selu),
  unary(geluDefinition, (x) => ops.gelu(x)),
  unary(geluTanhDefinition, (x) => ops.gelu(x, { approximation: "tanh" }), "f32", "gelu through tanh"),
  unary(siluDefinition, ops.silu),
  unary(softplusDefinition, ops.softplus),
  unary(softsignDefinition, ops.softsign),
  unary(hardSigmoidDefinition, ops.hardSigmoid),
  unary(hardSwishDefinition, ops.hardSwish),
  unary(hardTanhDefinition, (x) => ops.hardTanh(x)),
  unary(mishDefinition, ops.mish),
];

/** The range of operand `index`. */
export function rangeOf({ domain }: OpDescription, index: number): CheckRange {
  const range = "from" in domain ? domain : domain[Math.min(index, domain.length - 1)];
  return range ?? { from: -2, to: 2 };
}
