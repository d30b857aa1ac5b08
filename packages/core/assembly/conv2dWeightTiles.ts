// The innermost loops of the weight gradient: dy packed by pixel and filter, times a few shifted views of x.
import { mulAdd } from "./mulAdd";

/** dy of one block as [pixel][lane], absent filters zero. */
export function packPixels(target: usize, dy: usize, pixels: i32, lanes: i32, filters: i32): void {
  const planeBytes = <usize>pixels << 2;
  const pixelBytes = <usize>lanes << 2;
  for (let lane = 0; lane < lanes; lane += 4) {
    const from = dy + <usize>lane * planeBytes;
    const to = target + (<usize>lane << 2);
    const present = filters - lane;
    let pixel = 0;
    if (present >= 4) {
      for (; pixel + 4 <= pixels; pixel += 4) {
        const address = from + (<usize>pixel << 2);
        const a = v128.load(address);
        const b = v128.load(address + planeBytes);
        const c = v128.load(address + 2 * planeBytes);
        const d = v128.load(address + 3 * planeBytes);
        const abLow = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
        const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
        const cdLow = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
        const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
        const out = to + <usize>pixel * pixelBytes;
        v128.store(out, v128.shuffle<f32>(abLow, cdLow, 0, 1, 4, 5));
        v128.store(out + pixelBytes, v128.shuffle<f32>(abLow, cdLow, 2, 3, 6, 7));
        v128.store(out + 2 * pixelBytes, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5));
        v128.store(out + 3 * pixelBytes, v128.shuffle<f32>(abHigh, cdHigh, 2, 3, 6, 7));
      }
    }
    for (; pixel < pixels; pixel++) {
      for (let k = 0; k < 4; k++) {
        const value = k < present ? load<f32>(from + <usize>k * planeBytes + (<usize>pixel << 2)) : 0;
        store<f32>(to + <usize>pixel * pixelBytes + (<usize>k << 2), value);
      }
    }
  }
}

@inline
function addTo(total: usize, value: v128): void {
  v128.store(total, f32x4.add(v128.load(total), value));
}

/** Eight filters × four taps over one image. */
export function sumQuad(total: usize, dy: usize, x: usize, offsets: usize, rows: i32, columns: i32, columnBytes: usize, rowReturn: usize): void {
  let p0 = x + load<u32>(offsets), p1 = x + load<u32>(offsets, 4);
  let p2 = x + load<u32>(offsets, 8), p3 = x + load<u32>(offsets, 12);
  let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
  for (let row = rows; row > 0; row--) {
    for (let column = columns; column > 0; column--) {
      const g0 = v128.load(dy), g1 = v128.load(dy, 16);
      let v = v128.load32_splat(p0);
      a0 = mulAdd(v, g0, a0); a1 = mulAdd(v, g1, a1);
      v = v128.load32_splat(p1);
      b0 = mulAdd(v, g0, b0); b1 = mulAdd(v, g1, b1);
      v = v128.load32_splat(p2);
      c0 = mulAdd(v, g0, c0); c1 = mulAdd(v, g1, c1);
      v = v128.load32_splat(p3);
      d0 = mulAdd(v, g0, d0); d1 = mulAdd(v, g1, d1);
      dy += 32;
      p0 += columnBytes; p1 += columnBytes; p2 += columnBytes; p3 += columnBytes;
    }
    p0 += rowReturn; p1 += rowReturn; p2 += rowReturn; p3 += rowReturn;
  }
  addTo(total, a0); addTo(total + 16, a1); addTo(total + 32, b0); addTo(total + 48, b1);
  addTo(total + 64, c0); addTo(total + 80, c1); addTo(total + 96, d0); addTo(total + 112, d1);
}

/** Four filters × eight taps over one image. */
export function sumOctet(total: usize, dy: usize, x: usize, offsets: usize, rows: i32, columns: i32, columnBytes: usize, rowReturn: usize): void {
  let p0 = x + load<u32>(offsets), p1 = x + load<u32>(offsets, 4);
  let p2 = x + load<u32>(offsets, 8), p3 = x + load<u32>(offsets, 12);
  let p4 = x + load<u32>(offsets, 16), p5 = x + load<u32>(offsets, 20);
  let p6 = x + load<u32>(offsets, 24), p7 = x + load<u32>(offsets, 28);
  let a = f32x4.splat(0), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
  for (let row = rows; row > 0; row--) {
    for (let column = columns; column > 0; column--) {
      const v = v128.load(dy);
      a = mulAdd(v128.load32_splat(p0), v, a);
      b = mulAdd(v128.load32_splat(p1), v, b);
      c = mulAdd(v128.load32_splat(p2), v, c);
      d = mulAdd(v128.load32_splat(p3), v, d);
      e = mulAdd(v128.load32_splat(p4), v, e);
      f = mulAdd(v128.load32_splat(p5), v, f);
      g = mulAdd(v128.load32_splat(p6), v, g);
      h = mulAdd(v128.load32_splat(p7), v, h);
      dy += 16;
      p0 += columnBytes; p1 += columnBytes; p2 += columnBytes; p3 += columnBytes;
      p4 += columnBytes; p5 += columnBytes; p6 += columnBytes; p7 += columnBytes;
    }
    p0 += rowReturn; p1 += rowReturn; p2 += rowReturn; p3 += rowReturn;
    p4 += rowReturn; p5 += rowReturn; p6 += rowReturn; p7 += rowReturn;
  }
  addTo(total, a); addTo(total + 16, b); addTo(total + 32, c); addTo(total + 48, d);
  addTo(total + 64, e); addTo(total + 80, f); addTo(total + 96, g); addTo(total + 112, h);
}

/**
 * Whether pairs of filters with pixels in the lanes cost less than blocks of 8: by the measured cost of a tap,
 * where a full block is 20.
 */
@inline
export function prefersRowSums(filters: i32, outWidth: i32): bool {
  const rest = filters & 7;
  const byFilters = 20 * (filters >> 3) + (rest == 0 ? 0 : rest <= 4 ? 16 : 20);
  return (outWidth & 3) == 0 && 5 * ((filters + 1) >> 1) < byFilters;
}

/** Two filters × four taps over one image, straight from dy: lane k sums the pixels whose column is k modulo 4. */
export function sumRows(total: usize, dy0: usize, dy1: usize, x: usize, offsets: usize, rows: i32, vectors: i32, rowReturn: usize): void {
  let p0 = x + load<u32>(offsets), p1 = x + load<u32>(offsets, 4);
  let p2 = x + load<u32>(offsets, 8), p3 = x + load<u32>(offsets, 12);
  let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
  for (let row = rows; row > 0; row--) {
    for (let vector = vectors; vector > 0; vector--) {
      const g0 = v128.load(dy0), g1 = v128.load(dy1);
      let v = v128.load(p0);
      a0 = mulAdd(v, g0, a0); a1 = mulAdd(v, g1, a1);
      v = v128.load(p1);
      b0 = mulAdd(v, g0, b0); b1 = mulAdd(v, g1, b1);
      v = v128.load(p2);
      c0 = mulAdd(v, g0, c0); c1 = mulAdd(v, g1, c1);
      v = v128.load(p3);
      d0 = mulAdd(v, g0, d0); d1 = mulAdd(v, g1, d1);
      dy0 += 16; dy1 += 16;
      p0 += 16; p1 += 16; p2 += 16; p3 += 16;
    }
    p0 += rowReturn; p1 += rowReturn; p2 += rowReturn; p3 += rowReturn;
  }
  addTo(total, a0); addTo(total + 16, a1); addTo(total + 32, b0); addTo(total + 48, b1);
  addTo(total + 64, c0); addTo(total + 80, c1); addTo(total + 96, d0); addTo(total + 112, d1);
}

/** Adds the four lanes of each of a unit's eight vectors; the sums end up side by side. */
export function addLanes(total: usize): void {
  for (let k: usize = 0; k < 8; k++) {
    const from = total + (k << 4);
    store<f32>(total + (k << 2), load<f32>(from) + load<f32>(from, 4) + (load<f32>(from, 8) + load<f32>(from, 12)));
  }
}
