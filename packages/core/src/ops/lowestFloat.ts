/**
 * The lowest finite f32. x·w(x) with w → 0 at −∞ is computed as max(x, lowest)·w(x), so that −Inf gives 0 and not NaN.
 */
export const lowestFloat: number = -3.4028234663852886e38;
