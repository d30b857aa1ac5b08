import type { Lane, Lanes, LaneType } from "../../src/graph/lanes.ts";
import { errorFunction } from "../../src/ops/errorFunction.ts";

/** One element of a lane: f32 values rounded at every step, functions correct to the last bit. Truth values are 0 and 1. */
export interface ScalarLane extends Lane {
  readonly value: number;
}

export function scalar(type: LaneType, value: number): ScalarLane {
  return { type, value: type === "f32" ? Math.fround(value) : value | 0 };
}

export function elementOf(lane: Lane): number {
  if (!("value" in lane) || typeof lane.value !== "number") throw new TypeError("a lane of another kind");
  return lane.value;
}

function sameType(a: Lane, b: Lane): LaneType {
  if (a.type !== b.type) throw new TypeError(`lanes of one type needed, got ${a.type} and ${b.type}`);
  return a.type;
}

function ofType(type: LaneType, ...lanes: readonly Lane[]): void {
  for (const lane of lanes) if (lane.type !== type) throw new TypeError(`${type} needed, got ${lane.type}`);
}

/** The lane instructions on one element, with the checks of types that generated code would need. */
export class ScalarLanes implements Lanes {
  private readonly place: number;

  constructor(place = 0) {
    this.place = place;
  }

  float = (value: number): Lane => scalar("f32", value);
  integer = (value: number): Lane => scalar("i32", value);
  truth = (value: boolean): Lane => scalar("bool", value ? 1 : 0);
  index = (): Lane => scalar("i32", this.place);

  private numeric(a: Lane, b: Lane, apply: (a: number, b: number) => number): Lane {
    const type = sameType(a, b);
    if (type === "bool") throw new TypeError("numbers needed");
    return scalar(type, apply(elementOf(a), elementOf(b)));
  }

  private float2(a: Lane, b: Lane, apply: (a: number, b: number) => number): Lane {
    ofType("f32", a, b);
    return scalar("f32", apply(elementOf(a), elementOf(b)));
  }

  private float1(a: Lane, apply: (a: number) => number): Lane {
    ofType("f32", a);
    return scalar("f32", apply(elementOf(a)));
  }

  private compare(a: Lane, b: Lane, holds: (a: number, b: number) => boolean): Lane {
    if (sameType(a, b) === "bool") throw new TypeError("numbers needed");
    return this.truth(holds(elementOf(a), elementOf(b)));
  }

  add = (a: Lane, b: Lane): Lane => this.numeric(a, b, (x, y) => x + y);
  sub = (a: Lane, b: Lane): Lane => this.numeric(a, b, (x, y) => x - y);
  mul = (a: Lane, b: Lane): Lane => this.numeric(a, b, a.type === "i32" ? Math.imul : (x, y) => x * y);
  neg = (a: Lane): Lane => scalar(a.type, -elementOf(a));
  abs = (a: Lane): Lane => scalar(a.type, Math.abs(elementOf(a)));
  mulAdd = (a: Lane, b: Lane, c: Lane): Lane => this.add(this.mul(a, b), c);
  div = (a: Lane, b: Lane): Lane => this.float2(a, b, (x, y) => x / y);
  sqrt = (a: Lane): Lane => this.float1(a, Math.sqrt);
  min = (a: Lane, b: Lane): Lane => this.float2(a, b, Math.min);
  max = (a: Lane, b: Lane): Lane => this.float2(a, b, Math.max);
  floor = (a: Lane): Lane => this.float1(a, Math.floor);
  ceil = (a: Lane): Lane => this.float1(a, Math.ceil);
  trunc = (a: Lane): Lane => this.float1(a, Math.trunc);
  nearest = (a: Lane): Lane =>
    this.float1(a, (x) => (x - Math.floor(x) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x)));

  equal = (a: Lane, b: Lane): Lane => this.compare(a, b, (x, y) => x === y);
  notEqual = (a: Lane, b: Lane): Lane => this.compare(a, b, (x, y) => x !== y);
  less = (a: Lane, b: Lane): Lane => this.compare(a, b, (x, y) => x < y);
  lessEqual = (a: Lane, b: Lane): Lane => this.compare(a, b, (x, y) => x <= y);
  greater = (a: Lane, b: Lane): Lane => this.compare(a, b, (x, y) => x > y);
  greaterEqual = (a: Lane, b: Lane): Lane => this.compare(a, b, (x, y) => x >= y);

  and = (a: Lane, b: Lane): Lane => scalar(sameType(a, b), elementOf(a) & elementOf(b));
  or = (a: Lane, b: Lane): Lane => scalar(sameType(a, b), elementOf(a) | elementOf(b));
  xor = (a: Lane, b: Lane): Lane => scalar(sameType(a, b), elementOf(a) ^ elementOf(b));
  not = (a: Lane): Lane => scalar(a.type, a.type === "bool" ? 1 - elementOf(a) : ~elementOf(a));
  select = (condition: Lane, ifTrue: Lane, ifFalse: Lane): Lane => {
    ofType("bool", condition);
    sameType(ifTrue, ifFalse);
    return elementOf(condition) === 1 ? ifTrue : ifFalse;
  };

  shiftLeft = (a: Lane, count: number): Lane => this.bits(a, (x) => x << count);
  shiftRight = (a: Lane, count: number): Lane => this.bits(a, (x) => x >>> count);
  rotateLeft = (a: Lane, count: number): Lane => this.bits(a, (x) => (x << count) | (x >>> (32 - count)));

  private bits(a: Lane, apply: (a: number) => number): Lane {
    ofType("i32", a);
    return scalar("i32", apply(elementOf(a)));
  }

  toFloat = (a: Lane): Lane => {
    ofType("i32", a);
    return scalar("f32", elementOf(a));
  };
  toInteger = (a: Lane): Lane => {
    ofType("f32", a);
    const x = elementOf(a);
    return scalar("i32", Number.isNaN(x) ? 0 : Math.min(Math.max(x, -(2 ** 31)), 2 ** 31 - 1));
  };
  bitsAsFloat = (a: Lane): Lane => scalar("f32", new Float32Array(Int32Array.of(elementOf(a)).buffer)[0] ?? 0);
  bitsAsInteger = (a: Lane): Lane => scalar("i32", new Int32Array(Float32Array.of(elementOf(a)).buffer)[0] ?? 0);

  exp = (a: Lane): Lane => this.float1(a, Math.exp);
  expm1 = (a: Lane): Lane => this.float1(a, Math.expm1);
  log = (a: Lane): Lane => this.float1(a, Math.log);
  log1p = (a: Lane): Lane => this.float1(a, Math.log1p);
  tanh = (a: Lane): Lane => this.float1(a, Math.tanh);
  sigmoid = (a: Lane): Lane => this.float1(a, (x) => 1 / (1 + Math.exp(-x)));
  erf = (a: Lane): Lane => this.float1(a, errorFunction);
  sin = (a: Lane): Lane => this.float1(a, Math.sin);
  cos = (a: Lane): Lane => this.float1(a, Math.cos);
  pow = (x: Lane, y: Lane): Lane => this.float2(x, y, (a, b) => a ** b);
}
