/**
 * Elementary functions in single precision, built from lane arithmetic alone, so that every machine computes the same bits.
 * Coefficients: Cephes Mathematical Library, single precision (S. L. Moshier, 1992) for exp, log, sin, cos and erf near
 * zero; Abramowitz and Stegun 7.1.26 for erf beyond 1; the rational approximation of tanh used by Eigen.
 */
import type { Lane, Lanes } from "../../../graph/lanes.ts";

/** Lanes, with bounds that keep NaN at one instruction each. */
export interface MathLanes extends Lanes {
  atMost(a: Lane, bound: Lane): Lane;
  atLeast(a: Lane, bound: Lane): Lane;
}

/** Horner's rule, highest coefficient first. */
function polynomial(lane: MathLanes, x: Lane, coefficients: readonly number[]): Lane {
  let result = lane.float(coefficients[0] ?? 0);
  for (const coefficient of coefficients.slice(1)) result = lane.mulAdd(result, x, lane.float(coefficient));
  return result;
}

/** 2ⁿ for an integer n from −126 to 127. */
function powerOfTwo(lane: MathLanes, n: Lane): Lane {
  return lane.bitsAsFloat(lane.shiftLeft(lane.add(n, lane.integer(127)), 23));
}

/** eˣ = 2ⁿ eʳ with |r| ≤ ln 2 / 2; scaled in two steps so that results below 2⁻¹²⁶ and overflow come out right. */
export function expLanes(lane: MathLanes, a: Lane): Lane {
  const x = lane.atLeast(lane.atMost(a, lane.float(89)), lane.float(-104));
  const n = lane.nearest(lane.mul(x, lane.float(Math.LOG2E)));
  let r = lane.mulAdd(n, lane.float(-0.693359375), x);
  r = lane.mulAdd(n, lane.float(2.1219444e-4), r);
  const tail = polynomial(
    lane,
    r,
    [1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1],
  );
  const y = lane.add(lane.mulAdd(tail, lane.mul(r, r), r), lane.float(1));
  const exponent = lane.toInteger(n);
  const half = lane.toInteger(lane.floor(lane.mul(n, lane.float(0.5))));
  const rest = powerOfTwo(lane, lane.sub(exponent, half));
  // Below −104 the result is 0: a product that underflows would give it too, but processors take a hundred cycles for that.
  const scale = lane.select(lane.less(a, lane.float(-104)), lane.float(0), rest);
  return lane.mul(lane.mul(y, powerOfTwo(lane, half)), scale);
}

/** eˣ − 1: a polynomial up to |x| = 0.5, the difference beyond. */
export function expm1Lanes(lane: MathLanes, x: Lane): Lane {
  const series = polynomial(lane, x, [1 / 40320, 1 / 5040, 1 / 720, 1 / 120, 1 / 24, 1 / 6, 0.5]);
  const near = lane.mulAdd(lane.mul(x, x), series, x);
  const far = lane.sub(expLanes(lane, x), lane.float(1));
  return lane.select(lane.less(lane.abs(x), lane.float(0.5)), near, far);
}

/** ln x = e ln 2 + ln m with m from √½ to √2; −Inf at 0, NaN below. */
export function logLanes(lane: MathLanes, x: Lane): Lane {
  const tiny = lane.less(x, lane.float(1.17549435e-38));
  const scaled = lane.select(tiny, lane.mul(x, lane.float(8388608)), x);
  const bits = lane.bitsAsInteger(scaled);
  const biased = lane.sub(lane.shiftRight(bits, 23), lane.select(tiny, lane.integer(149), lane.integer(126)));
  const mantissa = lane.bitsAsFloat(lane.or(lane.and(bits, lane.integer(0x7fffff)), lane.integer(0x3f000000)));
  const small = lane.less(mantissa, lane.float(Math.SQRT1_2));
  const e = lane.toFloat(lane.sub(biased, lane.select(small, lane.integer(1), lane.integer(0))));
  const m = lane.sub(lane.select(small, lane.add(mantissa, mantissa), mantissa), lane.float(1));
  const z = lane.mul(m, m);
  let y = polynomial(
    lane,
    m,
    [
      7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
      2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
    ],
  );
  y = lane.mul(lane.mul(y, m), z);
  y = lane.mulAdd(e, lane.float(-2.1219444e-4), y);
  y = lane.mulAdd(z, lane.float(-0.5), y);
  const finite = lane.mulAdd(e, lane.float(0.693359375), lane.add(m, y));
  const positive = lane.select(lane.equal(x, lane.float(Infinity)), x, finite);
  const orZero = lane.select(lane.equal(x, lane.float(0)), lane.float(-Infinity), positive);
  return lane.select(lane.greaterEqual(x, lane.float(0)), orZero, lane.float(Number.NaN));
}

/** ln(1 + x): the rounding of 1 + x is made good by x / ((1 + x) − 1) (W. Kahan). */
export function log1pLanes(lane: MathLanes, x: Lane): Lane {
  const u = lane.add(x, lane.float(1));
  const difference = lane.sub(u, lane.float(1));
  const corrected = lane.mul(logLanes(lane, u), lane.div(x, difference));
  const usual = lane.select(lane.equal(difference, lane.float(0)), x, corrected);
  return lane.select(lane.equal(x, lane.float(Infinity)), x, usual);
}

/** Scales both polynomials of tanh, exactly, so that the product with a tiny x does not underflow. */
const tanhScale = 256;

/** tanh x as an odd polynomial of degree 13 over an even one of degree 6; ±1 beyond |x| = 7.9. */
export function tanhLanes(lane: MathLanes, a: Lane): Lane {
  const x = lane.atLeast(lane.atMost(a, lane.float(7.905311107635498)), lane.float(-7.905311107635498));
  const z = lane.mul(x, x);
  const upper = [
    -2.76076847742355e-16, 2.00018790482477e-13, -8.60467152213735e-11, 5.12229709037114e-8, 1.48572235717979e-5,
    6.37261928875436e-4, 4.89352455891786e-3,
  ];
  const lower = [1.19825839466702e-6, 1.18534705686654e-4, 2.268434632439e-3, 4.89352518554385e-3];
  const scaled = (coefficients: readonly number[]): number[] =>
    coefficients.map((coefficient) => coefficient * tanhScale);
  const numerator = polynomial(lane, z, scaled(upper));
  return lane.div(lane.mul(x, numerator), polynomial(lane, z, scaled(lower)));
}

/** 1 / (1 + e⁻ˣ). */
export function sigmoidLanes(lane: MathLanes, x: Lane): Lane {
  return lane.div(lane.float(1), lane.add(expLanes(lane, lane.neg(x)), lane.float(1)));
}

export function erfLanes(lane: MathLanes, x: Lane): Lane {
  const z = lane.mul(x, x);
  const near = lane.mul(
    x,
    polynomial(
      lane,
      z,
      [
        7.853861353153693e-5, -8.010193625184903e-4, 5.188327685732524e-3, -2.685381193529856e-2, 1.128358514861418e-1,
        -3.7612625824233e-1, 1.12837916572671,
      ],
    ),
  );
  const magnitude = lane.abs(x);
  const t = lane.div(lane.float(1), lane.mulAdd(magnitude, lane.float(0.3275911), lane.float(1)));
  const tail = lane.mul(
    lane.mul(polynomial(lane, t, [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592]), t),
    expLanes(lane, lane.neg(z)),
  );
  const far = lane.sub(lane.float(1), tail);
  const signed = lane.select(lane.less(x, lane.float(0)), lane.neg(far), far);
  return lane.select(lane.less(magnitude, lane.float(1)), near, signed);
}

/** sin or cos: x reduced by multiples of π/2 in three steps, exact for |x| up to about 10⁴. */
function circular(lane: MathLanes, x: Lane, quarterTurns: number): Lane {
  const n = lane.nearest(lane.mul(x, lane.float(2 / Math.PI)));
  let r = lane.mulAdd(n, lane.float(-1.5703125), x);
  r = lane.mulAdd(n, lane.float(-4.83751297e-4), r);
  r = lane.mulAdd(n, lane.float(-7.549789954891882e-8), r);
  const z = lane.mul(r, r);
  const sine = lane.mulAdd(
    lane.mul(polynomial(lane, z, [-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1]), z),
    r,
    r,
  );
  const cosine = lane.add(
    lane.mulAdd(
      polynomial(lane, z, [2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2]),
      lane.mul(z, z),
      lane.mul(z, lane.float(-0.5)),
    ),
    lane.float(1),
  );
  const quadrant = lane.add(lane.toInteger(n), lane.integer(quarterTurns));
  const odd = lane.equal(lane.and(quadrant, lane.integer(1)), lane.integer(1));
  const negative = lane.shiftLeft(lane.and(quadrant, lane.integer(2)), 30);
  const value = lane.select(odd, cosine, sine);
  return lane.bitsAsFloat(lane.xor(lane.bitsAsInteger(value), negative));
}

export function sinLanes(lane: MathLanes, x: Lane): Lane {
  return circular(lane, x, 0);
}

export function cosLanes(lane: MathLanes, x: Lane): Lane {
  return circular(lane, x, 1);
}

/** xʸ = e^(y ln |x|), with the sign of an odd power; relative error grows with |y ln x| · 6e-8. */
export function powLanes(lane: MathLanes, x: Lane, y: Lane): Lane {
  const magnitude = expLanes(lane, lane.mul(y, logLanes(lane, lane.abs(x))));
  const whole = lane.equal(lane.floor(y), y);
  const halved = lane.mul(y, lane.float(0.5));
  const odd = lane.and(whole, lane.notEqual(lane.floor(halved), halved));
  const below = lane.less(x, lane.float(0));
  const signed = lane.select(lane.and(below, odd), lane.neg(magnitude), magnitude);
  const real = lane.select(lane.and(below, lane.not(whole)), lane.float(Number.NaN), signed);
  return lane.select(lane.equal(y, lane.float(0)), lane.float(1), real);
}
