const seriesEnd = 1.5;
const fractionTerms = 100;

/**
 * erf(x) = 2/√π ∫₀ˣ e^(−t²) dt in f64, to about 2e-16 of absolute error.
 *
 * For |x| < 1.5 the series 2x/√π · e^(−x²) · Σ (2x²)ⁿ / (1·3·5···(2n+1)), whose terms are all positive;
 * beyond, 1 − erfc(x). Source: Abramowitz & Stegun, 7.1.6.
 */
export function errorFunction(x: number): number {
  const magnitude = Math.abs(x);
  if (magnitude >= seriesEnd) return Math.sign(x) * (1 - complementaryErrorFunction(magnitude));
  const squared = 2 * x * x;
  let term = 1;
  let sum = 1;
  for (let n = 1; term > sum * Number.EPSILON * 0.1; n += 1) {
    term *= squared / (2 * n + 1);
    sum += term;
  }
  return ((2 * x) / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/**
 * erfc(x) = 1 − erf(x) in f64, without cancellation for large x.
 *
 * From 1.5 on the continued fraction e^(−x²)/√π · 1/(x + ½/(x + 1/(x + 3⁄2/(x + …)))).
 * Source: Abramowitz & Stegun, 7.1.14.
 */
export function complementaryErrorFunction(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x < seriesEnd) return 1 - errorFunction(x);
  if (x === Number.POSITIVE_INFINITY) return 0;
  let denominator = x;
  for (let n = fractionTerms; n >= 1; n -= 1) denominator = x + n / 2 / denominator;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * denominator);
}
