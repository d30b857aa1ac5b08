// out[o, i] = argmax over k of x[o, k, i]

/**
 * Index (i32) of the largest value along the middle axis of `x` [outer, length, inner].
 *
 * Units [begin, end) are outputs, outer × inner. The first of equal maxima wins; a NaN counts as the maximum.
 */
export function argMax(out: usize, x: usize, length: i32, inner: i32, begin: i32, end: i32): void {
  const stepBytes = <usize>inner << 2;
  for (let unit = begin; unit < end; unit++) {
    const outer = unit / inner;
    let from = x + ((<usize>outer * <usize>length * <usize>inner + <usize>(unit - outer * inner)) << 2);
    let best = 0;
    let maximum = load<f32>(from);
    for (let k = 1; k < length && maximum == maximum; k++) {
      from += stepBytes;
      const value = load<f32>(from);
      if (value > maximum || value != value) {
        maximum = value;
        best = k;
      }
    }
    store<i32>(out + (<usize>unit << 2), best);
  }
}
