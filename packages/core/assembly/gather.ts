// out[o, k, i] = x[o, indices[k], i]

/**
 * Rows of `x` [outer, axis, inner] picked by `indices` (i32) into `out` [outer, indexCount, inner].
 *
 * Units [begin, end) are rows of `out`, outer × index. An index outside [0, axis) gives a row of NaN.
 */
export function gatherRows(out: usize, x: usize, indices: usize, axis: i32, inner: i32, indexCount: i32, begin: i32, end: i32): void {
  const rowBytes = <usize>inner << 2;
  const wholeBytes = <usize>(inner & ~3) << 2;
  for (let unit = begin; unit < end; unit++) {
    const outer = unit / indexCount;
    const index = load<i32>(indices + (<usize>(unit - outer * indexCount) << 2));
    const to = out + <usize>unit * rowBytes;
    if (<u32>index >= <u32>axis) {
      for (let offset: usize = 0; offset < rowBytes; offset += 4) store<f32>(to + offset, NaN);
      continue;
    }
    const from = x + (<usize>outer * <usize>axis + <usize>index) * rowBytes;
    let offset: usize = 0;
    for (; offset < wholeBytes; offset += 16) v128.store(to + offset, v128.load(from + offset));
    for (; offset < rowBytes; offset += 4) store<f32>(to + offset, load<f32>(from + offset));
  }
}
