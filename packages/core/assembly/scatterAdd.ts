// out[o, a, i] = Σ over k with indices[k] = a of updates[o, k, i]

/**
 * Sums of the rows of `updates` [outer, indexCount, inner] that share an index, into `out` [outer, axis, inner].
 *
 * Overwrites its range of `out`. Units [begin, end) are rows of `out`, outer × axis; each adds its updates in the order
 * of the indices, so the sums do not depend on the split. An index outside [0, axis) is passed over.
 */
export function scatterAddRows(out: usize, updates: usize, indices: usize, axis: i32, inner: i32, indexCount: i32, begin: i32, end: i32): void {
  if (begin >= end) return;
  const rowBytes = <usize>inner << 2;
  const wholeBytes = <usize>(inner & ~3) << 2;
  memory.fill(out + <usize>begin * rowBytes, 0, <usize>(end - begin) * rowBytes);
  const lastOuter = (end - 1) / axis;
  for (let outer = begin / axis; outer <= lastOuter; outer++) {
    const first = max(0, begin - outer * axis);
    const last = min(axis, end - outer * axis);
    let from = updates + <usize>outer * <usize>indexCount * rowBytes;
    for (let k = 0; k < indexCount; k++, from += rowBytes) {
      const index = load<i32>(indices + (<usize>k << 2));
      if (index < first || index >= last) continue;
      const to = out + (<usize>outer * <usize>axis + <usize>index) * rowBytes;
      let offset: usize = 0;
      for (; offset < wholeBytes; offset += 16) {
        v128.store(to + offset, f32x4.add(v128.load(to + offset), v128.load(from + offset)));
      }
      for (; offset < rowBytes; offset += 4) store<f32>(to + offset, load<f32>(to + offset) + load<f32>(from + offset));
    }
  }
}
