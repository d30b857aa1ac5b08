import { absDefinition } from "./abs.ts";
import { addDefinition } from "./add.ts";
import { castDefinitions } from "./cast.ts";
import { ceilDefinition } from "./ceil.ts";
import { clipDefinition } from "./clip.ts";
import { cosDefinition } from "./cos.ts";
import type { OpDescription } from "./description.ts";
import { divDefinition } from "./div.ts";
import { eluDefinition } from "./elu.ts";
import { equalDefinition } from "./equal.ts";
import { erfDefinition } from "./erf.ts";
import { expDefinition } from "./exp.ts";
import { expm1Definition } from "./expm1.ts";
import { floorDefinition } from "./floor.ts";
import { fullDefinitions } from "./full.ts";
import { geluDefinition, geluTanhDefinition } from "./gelu.ts";
import { greaterDefinition } from "./greater.ts";
import { greaterEqualDefinition } from "./greaterEqual.ts";
import { hardSigmoidDefinition } from "./hardSigmoid.ts";
import { hardSwishDefinition } from "./hardSwish.ts";
import { hardTanhDefinition } from "./hardTanh.ts";
import { iotaDefinition } from "./iota.ts";
import { isFiniteValueDefinition } from "./isFiniteValue.ts";
import { isNaNValueDefinition } from "./isNaNValue.ts";
import { leakyReluDefinition } from "./leakyRelu.ts";
import { lessDefinition } from "./less.ts";
import { lessEqualDefinition } from "./lessEqual.ts";
import { logDefinition } from "./log.ts";
import { log1pDefinition } from "./log1p.ts";
import { logicalAndDefinition } from "./logicalAnd.ts";
import { logicalNotDefinition } from "./logicalNot.ts";
import { logicalOrDefinition } from "./logicalOr.ts";
import { logicalXorDefinition } from "./logicalXor.ts";
import { maximumDefinition } from "./maximum.ts";
import { minimumDefinition } from "./minimum.ts";
import { mishDefinition } from "./mish.ts";
import { mulDefinition } from "./mul.ts";
import { negDefinition } from "./neg.ts";
import { notEqualDefinition } from "./notEqual.ts";
import { powDefinition } from "./pow.ts";
import { randomUniformDefinition } from "./randomUniform.ts";
import { reciprocalDefinition } from "./reciprocal.ts";
import { reluDefinition } from "./relu.ts";
import { roundDefinition } from "./round.ts";
import { rsqrtDefinition } from "./rsqrt.ts";
import { seluDefinition } from "./selu.ts";
import { sigmoidDefinition } from "./sigmoid.ts";
import { signDefinition } from "./sign.ts";
import { siluDefinition } from "./silu.ts";
import { sinDefinition } from "./sin.ts";
import { softplusDefinition } from "./softplus.ts";
import { softsignDefinition } from "./softsign.ts";
import { sqrtDefinition } from "./sqrt.ts";
import { squareDefinition } from "./square.ts";
import { subDefinition } from "./sub.ts";
import { tanhDefinition } from "./tanh.ts";
import { whereDefinition } from "./where.ts";

/** What is written about every elementwise op: for the table of ops, for explanations (formula, conventions), and for tests. */
export const elementwiseDescriptions: readonly OpDescription[] = [
  absDefinition,
  addDefinition,
  castDefinitions.f32,
  ceilDefinition,
  clipDefinition,
  cosDefinition,
  divDefinition,
  eluDefinition,
  equalDefinition,
  erfDefinition,
  expDefinition,
  expm1Definition,
  floorDefinition,
  fullDefinitions.f32,
  geluDefinition,
  geluTanhDefinition,
  greaterDefinition,
  greaterEqualDefinition,
  hardSigmoidDefinition,
  hardSwishDefinition,
  hardTanhDefinition,
  iotaDefinition,
  isFiniteValueDefinition,
  isNaNValueDefinition,
  leakyReluDefinition,
  lessDefinition,
  lessEqualDefinition,
  logDefinition,
  log1pDefinition,
  logicalAndDefinition,
  logicalNotDefinition,
  logicalOrDefinition,
  logicalXorDefinition,
  maximumDefinition,
  minimumDefinition,
  mishDefinition,
  mulDefinition,
  negDefinition,
  notEqualDefinition,
  powDefinition,
  randomUniformDefinition,
  reciprocalDefinition,
  reluDefinition,
  roundDefinition,
  rsqrtDefinition,
  seluDefinition,
  sigmoidDefinition,
  signDefinition,
  siluDefinition,
  sinDefinition,
  softplusDefinition,
  softsignDefinition,
  sqrtDefinition,
  squareDefinition,
  subDefinition,
  tanhDefinition,
  whereDefinition,
];
