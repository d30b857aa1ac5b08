/**
 * eˣ of a double from additions, multiplications and divisions only, so that every machine and browser gives the same
 * bits (`Math.exp` may differ in the last ones); within one unit in the last place.
 *
 * x = k·ln 2 + r with |r| ≤ ½ ln 2; eʳ = 1 + 2r / (2 − c) + …, c = r − r²(P₁ + P₂r² + …), a rational approximation of
 * degree 5 in r²; the result is 2ᵏ·eʳ.
 *
 * Source: `e_exp.c` of FreeBSD's msun, after Sun's fdlibm (1993).
 */
export function naturalExponential(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY;
  if (x < -745.1332191019411) return 0;
  const k = Math.floor(x / Math.LN2 + 0.5);
  const high = x - k * ln2High;
  const low = k * ln2Low;
  const r = high - low;
  const t = r * r;
  const c = r - t * (p1 + t * (p2 + t * (p3 + t * (p4 + t * p5))));
  const fraction = 1 - (low - (r * c) / (2 - c) - high);
  // In two steps, so that neither power of two is out of range.
  const half = Math.floor(k / 2);
  return fraction * powerOfTwo(half) * powerOfTwo(k - half);
}

const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;
const p1 = 0.16666666666666602;
const p2 = -0.0027777777777015593;
const p3 = 0.00006613756321437934;
const p4 = -0.0000016533902205465252;
const p5 = 4.1381367970572385e-8;

const view = new DataView(new ArrayBuffer(8));

/** 2ᵏ for −1022 ≤ k ≤ 1023, exactly. */
function powerOfTwo(k: number): number {
  view.setUint32(0, (k + 1023) << 20);
  view.setUint32(4, 0);
  return view.getFloat64(0);
}
