import { abs } from "./abs.ts";
import { add } from "./add.ts";
import { argMax } from "./argMax.ts";
import { argMin } from "./argMin.ts";
import { attention } from "./attention.ts";
import { averagePool2d } from "./averagePool2d.ts";
import { averagePool2dGradient } from "./averagePool2dGradient.ts";
import { batchNorm } from "./batchNorm.ts";
import { broadcastTo } from "./broadcastTo.ts";
import { cast } from "./cast.ts";
import { ceil } from "./ceil.ts";
import { clip } from "./clip.ts";
import { concat } from "./concat.ts";
import { constant } from "./constant.ts";
import { conv2d } from "./conv2d.ts";
import { conv2dInputGradient } from "./conv2dInputGradient.ts";
import { conv2dWeightGradient } from "./conv2dWeightGradient.ts";
import { convTranspose2d } from "./convTranspose2d.ts";
import { cos } from "./cos.ts";
import { div } from "./div.ts";
import { dropout } from "./dropout.ts";
import { elu } from "./elu.ts";
import { embed } from "./embed.ts";
import { equal } from "./equal.ts";
import { erf } from "./erf.ts";
import { exp } from "./exp.ts";
import { expandDims } from "./expandDims.ts";
import { expm1 } from "./expm1.ts";
import { flatten } from "./flatten.ts";
import { flip } from "./flip.ts";
import { floor } from "./floor.ts";
import { full } from "./full.ts";
import { gather } from "./gather.ts";
import { gelu } from "./gelu.ts";
import { greater } from "./greater.ts";
import { greaterEqual } from "./greaterEqual.ts";
import { hardSigmoid } from "./hardSigmoid.ts";
import { hardSwish } from "./hardSwish.ts";
import { hardTanh } from "./hardTanh.ts";
import { iota } from "./iota.ts";
import { isFiniteValue } from "./isFiniteValue.ts";
import { isNaNValue } from "./isNaNValue.ts";
import { layerNorm } from "./layerNorm.ts";
import { leakyRelu } from "./leakyRelu.ts";
import { less } from "./less.ts";
import { lessEqual } from "./lessEqual.ts";
import { log } from "./log.ts";
import { log1p } from "./log1p.ts";
import { logicalAnd } from "./logicalAnd.ts";
import { logicalNot } from "./logicalNot.ts";
import { logicalOr } from "./logicalOr.ts";
import { logicalXor } from "./logicalXor.ts";
import { logSigmoid } from "./logSigmoid.ts";
import { logSoftmax } from "./logSoftmax.ts";
import { logSumExp } from "./logSumExp.ts";
import { matMul } from "./matMul.ts";
import { max } from "./max.ts";
import { maximum } from "./maximum.ts";
import { maxPool2d } from "./maxPool2d.ts";
import { maxPool2dScatter } from "./maxPool2dScatter.ts";
import { maxPool2dSelect } from "./maxPool2dSelect.ts";
import { mean } from "./mean.ts";
import { min } from "./min.ts";
import { minimum } from "./minimum.ts";
import { mish } from "./mish.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";
import { notEqual } from "./notEqual.ts";
import { oneHot } from "./oneHot.ts";
import { ones } from "./ones.ts";
import { pad } from "./pad.ts";
import { pow } from "./pow.ts";
import { randomUniform } from "./randomUniform.ts";
import { reciprocal } from "./reciprocal.ts";
import { relu } from "./relu.ts";
import { reshape } from "./reshape.ts";
import { rmsNorm } from "./rmsNorm.ts";
import { rotary } from "./rotary.ts";
import { round } from "./round.ts";
import { rsqrt } from "./rsqrt.ts";
import { scatterAdd } from "./scatterAdd.ts";
import { selu } from "./selu.ts";
import { sigmoid } from "./sigmoid.ts";
import { sign } from "./sign.ts";
import { silu } from "./silu.ts";
import { sin } from "./sin.ts";
import { slice } from "./slice.ts";
import { softmax } from "./softmax.ts";
import { softplus } from "./softplus.ts";
import { softsign } from "./softsign.ts";
import { split } from "./split.ts";
import { sqrt } from "./sqrt.ts";
import { square } from "./square.ts";
import { squeeze } from "./squeeze.ts";
import { stack } from "./stack.ts";
import { stopGradient } from "./stopGradient.ts";
import { sub } from "./sub.ts";
import { sum } from "./sum.ts";
import { sumTo } from "./sumTo.ts";
import { takeAlongAxis } from "./takeAlongAxis.ts";
import { tan } from "./tan.ts";
import { tanh } from "./tanh.ts";
import { transpose } from "./transpose.ts";
import { variance } from "./variance.ts";
import { where } from "./where.ts";
import { zeros } from "./zeros.ts";

/** Every op, as derivative rules see them. Adding an op adds its line here. */
export interface Ops {
  readonly abs: typeof abs;
  readonly add: typeof add;
  readonly argMax: typeof argMax;
  readonly argMin: typeof argMin;
  readonly attention: typeof attention;
  readonly averagePool2d: typeof averagePool2d;
  readonly averagePool2dGradient: typeof averagePool2dGradient;
  readonly batchNorm: typeof batchNorm;
  readonly broadcastTo: typeof broadcastTo;
  readonly cast: typeof cast;
  readonly ceil: typeof ceil;
  readonly clip: typeof clip;
  readonly concat: typeof concat;
  readonly constant: typeof constant;
  readonly conv2d: typeof conv2d;
  readonly conv2dInputGradient: typeof conv2dInputGradient;
  readonly conv2dWeightGradient: typeof conv2dWeightGradient;
  readonly convTranspose2d: typeof convTranspose2d;
  readonly cos: typeof cos;
  readonly div: typeof div;
  readonly dropout: typeof dropout;
  readonly elu: typeof elu;
  readonly embed: typeof embed;
  readonly equal: typeof equal;
  readonly erf: typeof erf;
  readonly exp: typeof exp;
  readonly expandDims: typeof expandDims;
  readonly expm1: typeof expm1;
  readonly flatten: typeof flatten;
  readonly flip: typeof flip;
  readonly floor: typeof floor;
  readonly full: typeof full;
  readonly gather: typeof gather;
  readonly gelu: typeof gelu;
  readonly greater: typeof greater;
  readonly greaterEqual: typeof greaterEqual;
  readonly hardSigmoid: typeof hardSigmoid;
  readonly hardSwish: typeof hardSwish;
  readonly hardTanh: typeof hardTanh;
  readonly iota: typeof iota;
  readonly isFiniteValue: typeof isFiniteValue;
  readonly isNaNValue: typeof isNaNValue;
  readonly layerNorm: typeof layerNorm;
  readonly leakyRelu: typeof leakyRelu;
  readonly less: typeof less;
  readonly lessEqual: typeof lessEqual;
  readonly log: typeof log;
  readonly log1p: typeof log1p;
  readonly logSigmoid: typeof logSigmoid;
  readonly logSoftmax: typeof logSoftmax;
  readonly logSumExp: typeof logSumExp;
  readonly logicalAnd: typeof logicalAnd;
  readonly logicalNot: typeof logicalNot;
  readonly logicalOr: typeof logicalOr;
  readonly logicalXor: typeof logicalXor;
  readonly matMul: typeof matMul;
  readonly max: typeof max;
  readonly maxPool2d: typeof maxPool2d;
  readonly maxPool2dScatter: typeof maxPool2dScatter;
  readonly maxPool2dSelect: typeof maxPool2dSelect;
  readonly maximum: typeof maximum;
  readonly mean: typeof mean;
  readonly min: typeof min;
  readonly minimum: typeof minimum;
  readonly mish: typeof mish;
  readonly mul: typeof mul;
  readonly neg: typeof neg;
  readonly notEqual: typeof notEqual;
  readonly oneHot: typeof oneHot;
  readonly ones: typeof ones;
  readonly pad: typeof pad;
  readonly pow: typeof pow;
  readonly randomUniform: typeof randomUniform;
  readonly reciprocal: typeof reciprocal;
  readonly relu: typeof relu;
  readonly reshape: typeof reshape;
  readonly rmsNorm: typeof rmsNorm;
  readonly rotary: typeof rotary;
  readonly round: typeof round;
  readonly rsqrt: typeof rsqrt;
  readonly scatterAdd: typeof scatterAdd;
  readonly selu: typeof selu;
  readonly sigmoid: typeof sigmoid;
  readonly sign: typeof sign;
  readonly silu: typeof silu;
  readonly sin: typeof sin;
  readonly slice: typeof slice;
  readonly softmax: typeof softmax;
  readonly softplus: typeof softplus;
  readonly softsign: typeof softsign;
  readonly split: typeof split;
  readonly sqrt: typeof sqrt;
  readonly square: typeof square;
  readonly squeeze: typeof squeeze;
  readonly stack: typeof stack;
  readonly stopGradient: typeof stopGradient;
  readonly sub: typeof sub;
  readonly sum: typeof sum;
  readonly sumTo: typeof sumTo;
  readonly takeAlongAxis: typeof takeAlongAxis;
  readonly tan: typeof tan;
  readonly tanh: typeof tanh;
  readonly transpose: typeof transpose;
  readonly variance: typeof variance;
  readonly where: typeof where;
  readonly zeros: typeof zeros;
}

export const ops: Ops = {
  abs,
  add,
  argMax,
  argMin,
  attention,
  averagePool2d,
  averagePool2dGradient,
  batchNorm,
  broadcastTo,
  cast,
  ceil,
  clip,
  concat,
  constant,
  conv2d,
  conv2dInputGradient,
  conv2dWeightGradient,
  convTranspose2d,
  cos,
  div,
  dropout,
  elu,
  embed,
  equal,
  erf,
  exp,
  expandDims,
  expm1,
  flatten,
  flip,
  floor,
  full,
  gather,
  gelu,
  greater,
  greaterEqual,
  hardSigmoid,
  hardSwish,
  hardTanh,
  iota,
  isFiniteValue,
  isNaNValue,
  layerNorm,
  leakyRelu,
  less,
  lessEqual,
  log,
  log1p,
  logSigmoid,
  logSoftmax,
  logSumExp,
  logicalAnd,
  logicalNot,
  logicalOr,
  logicalXor,
  matMul,
  max,
  maxPool2d,
  maxPool2dScatter,
  maxPool2dSelect,
  maximum,
  mean,
  min,
  minimum,
  mish,
  mul,
  neg,
  notEqual,
  oneHot,
  ones,
  pad,
  pow,
  randomUniform,
  reciprocal,
  relu,
  reshape,
  rmsNorm,
  rotary,
  round,
  rsqrt,
  scatterAdd,
  selu,
  sigmoid,
  sign,
  silu,
  sin,
  slice,
  softmax,
  softplus,
  softsign,
  split,
  sqrt,
  square,
  squeeze,
  stack,
  stopGradient,
  sub,
  sum,
  sumTo,
  takeAlongAxis,
  tan,
  tanh,
  transpose,
  variance,
  where,
  zeros,
};
