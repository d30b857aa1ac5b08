/**
 * ln x of a positive finite double from additions, multiplications and divisions only, so that every machine and
 * browser gives the same bits (`Math.log` may differ in the last one). The result is the double nearest to ln x but for
 * arguments whose logarithm lies within about 10⁻⁵ of a unit in the last place of halfway between two doubles.
 *
 * x = m·2ᵉ with m in [√½, √2); ln x = e·ln 2 + 2 artanh s with s = (m − 1) / (m + 1), where artanh is summed as
 * s + s³/3 + s⁵/5 + …, its first six terms as pairs of doubles.
 *
 * Source of the pair arithmetic: T. J. Dekker, "A floating-point technique for extending the available precision",
 * Numerische Mathematik 18 (1971).
 */
export function naturalLogarithm(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  let exponent = 0;
  let fraction = x;
  if (fraction < smallestNormal) {
    fraction *= 2 ** 54;
    exponent = -54;
  }
  view.setFloat64(0, fraction);
  const high = view.getUint32(0);
  exponent += (high >>> 20) - 1023;
  view.setUint32(0, (high & 0xfffff) | 0x3ff00000);
  fraction = view.getFloat64(0);
  if (fraction >= Math.SQRT2) {
    fraction /= 2;
    exponent += 1;
  }

  // s = (m − 1) / (m + 1) as a pair: quotient, and what it leaves over divided again
  const numerator = fraction - 1; // exact: m is within a factor of 2 of 1
  const denominator = fraction + 1;
  const denominatorLow = fraction - (denominator - 1);
  const quotient = numerator / denominator;
  twoProduct(quotient, denominator);
  const quotientLow = (numerator - productHigh - productLow - quotient * denominatorLow) / denominator;

  multiplyPairs(quotient, quotientLow, quotient, quotientLow);
  const squareHigh = sumHigh;
  const squareLow = sumLow;

  // terms from s¹³/13 on need no more than a double
  let tail = 0;
  for (let k = 18; k >= 6; k -= 1) tail = tail * squareHigh + 1 / (2 * k + 1);
  sumHigh = tail;
  sumLow = 0;
  for (let k = 5; k >= 1; k -= 1) {
    multiplyPairs(sumHigh, sumLow, squareHigh, squareLow);
    const odd = 2 * k + 1;
    const inverse = 1 / odd;
    addPairs(sumHigh, sumLow, inverse, reciprocalRest(odd, inverse));
  }
  multiplyPairs(sumHigh, sumLow, squareHigh, squareLow);
  multiplyPairs(sumHigh, sumLow, quotient, quotientLow);
  addPairs(quotient, quotientLow, sumHigh, sumLow);

  const artanhHigh = 2 * sumHigh;
  const artanhLow = 2 * sumLow;
  // e·ln2High is exact: ln2High has 21 zero bits at its end
  addPairs(exponent * ln2High, exponent * ln2Low, artanhHigh, artanhLow);
  return sumHigh + sumLow;
}

const view = new DataView(new ArrayBuffer(8));
const smallestNormal = 2 ** -1022;
const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;
const splitter = 2 ** 27 + 1;

let productHigh = 0;
let productLow = 0;
let sumHigh = 0;
let sumLow = 0;

/** a·b exactly, as productHigh + productLow. */
function twoProduct(a: number, b: number): void {
  const aBig = splitter * a;
  const aHigh = aBig - (aBig - a);
  const aLow = a - aHigh;
  const bBig = splitter * b;
  const bHigh = bBig - (bBig - b);
  const bLow = b - bHigh;
  productHigh = a * b;
  productLow = aLow * bLow - (productHigh - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

function multiplyPairs(aHigh: number, aLow: number, bHigh: number, bLow: number): void {
  twoProduct(aHigh, bHigh);
  const low = productLow + (aHigh * bLow + aLow * bHigh);
  sumHigh = productHigh + low;
  sumLow = low - (sumHigh - productHigh);
}

function addPairs(aHigh: number, aLow: number, bHigh: number, bLow: number): void {
  const high = aHigh + bHigh;
  const bPart = high - aHigh;
  const low = aHigh - (high - bPart) + (bHigh - bPart) + (aLow + bLow);
  sumHigh = high + low;
  sumLow = low - (sumHigh - high);
}

/** What 1/n leaves beyond `inverse`, its nearest double. */
function reciprocalRest(n: number, inverse: number): number {
  twoProduct(n, inverse);
  return (1 - productHigh - productLow) / n;
}
