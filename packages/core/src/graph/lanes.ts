/** What a lane holds: a float, an integer, or a truth value (all bits set or none). */
export type LaneType = "f32" | "i32" | "bool";

/** A value of several neighbouring elements at once inside a generated loop; made by `Lanes`, opaque to ops. */
export interface Lane {
  readonly type: LaneType;
}

/**
 * The instructions from which elementwise ops build their code. Every one maps elements to elements alone, so the same
 * description serves any vector width, and its result does not depend on how the work is split.
 * All floating-point arithmetic is IEEE single precision, rounded to nearest.
 */
export interface Lanes {
  float(value: number): Lane;
  integer(value: number): Lane;
  truth(value: boolean): Lane;
  /** The element's place in the row-major output, as i32. */
  index(): Lane;

  /** f32 or i32, both of one type. */
  add(a: Lane, b: Lane): Lane;
  sub(a: Lane, b: Lane): Lane;
  mul(a: Lane, b: Lane): Lane;
  neg(a: Lane): Lane;
  abs(a: Lane): Lane;
  /** a·b + c; one rounding where the build has fused multiply-add, two elsewhere. */
  mulAdd(a: Lane, b: Lane, c: Lane): Lane;

  /** f32. `min` and `max` give NaN if either is NaN; `floor` … `nearest` (ties to even) give floats. */
  div(a: Lane, b: Lane): Lane;
  sqrt(a: Lane): Lane;
  min(a: Lane, b: Lane): Lane;
  max(a: Lane, b: Lane): Lane;
  floor(a: Lane): Lane;
  ceil(a: Lane): Lane;
  trunc(a: Lane): Lane;
  nearest(a: Lane): Lane;

  /** Comparisons of two f32 or two i32 lanes. */
  equal(a: Lane, b: Lane): Lane;
  notEqual(a: Lane, b: Lane): Lane;
  less(a: Lane, b: Lane): Lane;
  lessEqual(a: Lane, b: Lane): Lane;
  greater(a: Lane, b: Lane): Lane;
  greaterEqual(a: Lane, b: Lane): Lane;

  /** Bits; both of one type. */
  and(a: Lane, b: Lane): Lane;
  or(a: Lane, b: Lane): Lane;
  xor(a: Lane, b: Lane): Lane;
  not(a: Lane): Lane;
  select(condition: Lane, ifTrue: Lane, ifFalse: Lane): Lane;

  /** i32. Shift counts are constants from 0 to 31; `shiftRight` fills with zeros. */
  shiftLeft(a: Lane, count: number): Lane;
  shiftRight(a: Lane, count: number): Lane;
  rotateLeft(a: Lane, count: number): Lane;

  /** Nearest float of an integer; integer towards zero (saturating, NaN gives 0); and the same bits under another type. */
  toFloat(a: Lane): Lane;
  toInteger(a: Lane): Lane;
  bitsAsFloat(a: Lane): Lane;
  bitsAsInteger(a: Lane): Lane;

  /** Functions, relative error at most a few 1e-7 of the true value (absolute where the value passes through zero). */
  exp(a: Lane): Lane;
  expm1(a: Lane): Lane;
  log(a: Lane): Lane;
  log1p(a: Lane): Lane;
  tanh(a: Lane): Lane;
  sigmoid(a: Lane): Lane;
  erf(a: Lane): Lane;
  sin(a: Lane): Lane;
  cos(a: Lane): Lane;
  /** xʸ for any x where it is real, as `Math.pow`. */
  pow(x: Lane, y: Lane): Lane;
}
