import { abs } from "./abs.ts";
import { add } from "./add.ts";
import { cast } from "./cast.ts";
import { div } from "./div.ts";
import { equal } from "./equal.ts";
import { exp } from "./exp.ts";
import { expm1 } from "./expm1.ts";
import { greater } from "./greater.ts";
import { greaterEqual } from "./greaterEqual.ts";
import { less } from "./less.ts";
import { lessEqual } from "./lessEqual.ts";
import { log } from "./log.ts";
import { log1p } from "./log1p.ts";
import { logicalAnd } from "./logicalAnd.ts";
import { logicalNot } from "./logicalNot.ts";
import { logicalOr } from "./logicalOr.ts";
import { logicalXor } from "./logicalXor.ts";
import { maximum } from "./maximum.ts";
import { minimum } from "./minimum.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";
import { notEqual } from "./notEqual.ts";
import { pow } from "./pow.ts";
import { reciprocal } from "./reciprocal.ts";
import { relu } from "./relu.ts";
import { rsqrt } from "./rsqrt.ts";
import { sigmoid } from "./sigmoid.ts";
import { sign } from "./sign.ts";
import { sqrt } from "./sqrt.ts";
import { square } from "./square.ts";
import { sub } from "./sub.ts";
import { tanh } from "./tanh.ts";
import { where } from "./where.ts";

/** Every op, as derivative rules see them. Adding an op adds its line here. */
export interface Ops {
  readonly abs: typeof abs;
  readonly add: typeof add;
  readonly cast: typeof cast;
  readonly div: typeof div;
  readonly equal: typeof equal;
  readonly exp: typeof exp;
  readonly expm1: typeof expm1;
  readonly greater: typeof greater;
  readonly greaterEqual: typeof greaterEqual;
  readonly less: typeof less;
  readonly lessEqual: typeof lessEqual;
  readonly log: typeof log;
  readonly log1p: typeof log1p;
  readonly logicalAnd: typeof logicalAnd;
  readonly logicalNot: typeof logicalNot;
  readonly logicalOr: typeof logicalOr;
  readonly logicalXor: typeof logicalXor;
  readonly maximum: typeof maximum;
  readonly minimum: typeof minimum;
  readonly mul: typeof mul;
  readonly neg: typeof neg;
  readonly notEqual: typeof notEqual;
  readonly pow: typeof pow;
  readonly reciprocal: typeof reciprocal;
  readonly relu: typeof relu;
  readonly rsqrt: typeof rsqrt;
  readonly sigmoid: typeof sigmoid;
  readonly sign: typeof sign;
  readonly sqrt: typeof sqrt;
  readonly square: typeof square;
  readonly sub: typeof sub;
  readonly tanh: typeof tanh;
  readonly where: typeof where;
}

export const ops: Ops = {
  abs,
  add,
  cast,
  div,
  equal,
  exp,
  expm1,
  greater,
  greaterEqual,
  less,
  lessEqual,
  log,
  log1p,
  logicalAnd,
  logicalNot,
  logicalOr,
  logicalXor,
  maximum,
  minimum,
  mul,
  neg,
  notEqual,
  pow,
  reciprocal,
  relu,
  rsqrt,
  sigmoid,
  sign,
  sqrt,
  square,
  sub,
  tanh,
  where,
};
