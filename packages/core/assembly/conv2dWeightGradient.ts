// dw[f, c, ky, kx] = Σ_{n, y, x} dy[n, f, y, x] · x[n, c, y·stride + ky·dilation − pad, …]
import { alignTo16, blockChannels } from "./conv2dCorrelate";
import { copyPlanes } from "./conv2dPlanes";
import { mulAdd } from "./mulAdd";

/** Units whose sums are kept at a time: 128 bytes each. */
const unitsPerRound: i32 = 2048;

/**
 * Gradient of a convolution for its weights, over the whole batch.
 *
 * Units [begin, end) are, group by group and block by block of 8 filters, quads of taps (c, ky, kx); a last block of
 * 4 filters or fewer takes octets. An element sums each image by itself, then image to image in order.
 */
export function conv2dWeightGradient(
  dw: usize, x: usize, dy: usize,
  batch: i32, groups: i32, channels: i32, height: i32, width: i32, filters: i32,
  kernelHeight: i32, kernelWidth: i32, strideHeight: i32, strideWidth: i32,
  padTop: i32, padLeft: i32, dilationHeight: i32, dilationWidth: i32, outHeight: i32, outWidth: i32,
  begin: i32, end: i32, scratch: usize,
): void {
  const planes = channels / groups;
  const groupFilters = filters / groups;
  const taps = planes * kernelHeight * kernelWidth;
  const blocks = (groupFilters + blockChannels - 1) / blockChannels;
  const lastIsNarrow = groupFilters - (blocks - 1) * blockChannels <= 4;
  const quads = (taps + 3) / 4;
  const octets = (taps + 7) / 8;
  const groupUnits = (blocks - 1) * quads + (lastIsNarrow ? octets : quads);
  const spanHeight = (outHeight - 1) * strideHeight + (kernelHeight - 1) * dilationHeight + 1;
  const spanWidth = (outWidth - 1) * strideWidth + (kernelWidth - 1) * dilationWidth + 1;
  const direct = padTop == 0 && padLeft == 0 && spanHeight <= height && spanWidth <= width;
  const paddedHeight = direct ? height : spanHeight;
  const paddedWidth = direct ? width : spanWidth;
  const pixels = outHeight * outWidth;

  const offsets = scratch;
  const totals = alignTo16(offsets + (<usize>octets << 5));
  const packed = totals + (<usize>min(unitsPerRound, groups * groupUnits) << 7);
  const padded = packed + (<usize>pixels << 5);
  listTaps(offsets, planes, kernelHeight, kernelWidth, paddedHeight * paddedWidth, dilationHeight * paddedWidth, dilationWidth);
  if (!direct) memory.fill(padded, 0, <usize>(planes * paddedHeight * paddedWidth) << 2);

  const rowBytes = <usize>(strideHeight * paddedWidth) << 2;
  const columnBytes = <usize>strideWidth << 2;
  const oneRow = rowBytes == <usize>outWidth * columnBytes;
  const rows = oneRow ? 1 : outHeight;
  const columns = oneRow ? pixels : outWidth;
  const rowReturn = rowBytes - <usize>outWidth * columnBytes;

  for (let roundFirst = begin; roundFirst < end; roundFirst += unitsPerRound) {
    const roundLast = min(end, roundFirst + unitsPerRound);
    memory.fill(totals, 0, <usize>(roundLast - roundFirst) << 7);
    for (let image = 0; image < batch; image++) {
      let unit = roundFirst;
      let copiedGroup = -1;
      while (unit < roundLast) {
        const group = unit / groupUnits;
        const block = min(blocks - 1, (unit - group * groupUnits) / quads);
        const blockFirst = group * groupUnits + block * quads;
        const narrow = lastIsNarrow && block == blocks - 1;
        const blockLast = min(roundLast, blockFirst + (narrow ? octets : quads));
        const filter = group * groupFilters + block * blockChannels;
        const filterCount = min(blockChannels, groupFilters - block * blockChannels);
        let image0 = x + (((<usize>image * <usize>channels + <usize>(group * planes)) * <usize>(height * width)) << 2);
        if (!direct) {
          if (copiedGroup != group) {
            copyPlanes(padded, image0, planes, height, width, paddedHeight, paddedWidth, padTop, padLeft);
            copiedGroup = group;
          }
          image0 = padded;
        }
        const dyBlock = dy + (((<usize>image * <usize>filters + <usize>filter) * <usize>pixels) << 2);
        packPixels(packed, dyBlock, pixels, narrow ? 4 : 8, filterCount);
        for (; unit < blockLast; unit++) {
          const total = totals + (<usize>(unit - roundFirst) << 7);
          const first = offsets + (<usize>(unit - blockFirst) << (narrow ? 5 : 4));
          if (narrow) sumOctet(total, packed, image0, first, rows, columns, columnBytes, rowReturn);
          else sumQuad(total, packed, image0, first, rows, columns, columnBytes, rowReturn);
        }
      }
    }
    let unit = roundFirst;
    for (; unit < roundLast; unit++) {
      const group = unit / groupUnits;
      const block = min(blocks - 1, (unit - group * groupUnits) / quads);
      const narrow = lastIsNarrow && block == blocks - 1;
      const firstTap = (unit - group * groupUnits - block * quads) * (narrow ? 8 : 4);
      const filter = group * groupFilters + block * blockChannels;
      const filterCount = min(blockChannels, groupFilters - block * blockChannels);
      storeUnit(dw, totals + (<usize>(unit - roundFirst) << 7), filter, filterCount, firstTap, taps, narrow ? 4 : 8);
    }
  }
}

/** Byte offset of each tap in the padded planes; the list is filled up to a multiple of 8. */
function listTaps(
  offsets: usize, planes: i32, kernelHeight: i32, kernelWidth: i32, planeElements: i32, rowElements: i32, columnElements: i32,
): void {
  let count = 0;
  for (let plane = 0; plane < planes; plane++) {
    for (let row = 0; row < kernelHeight; row++) {
      for (let column = 0; column < kernelWidth; column++) {
        store<i32>(offsets, (plane * planeElements + row * rowElements + column * columnElements) << 2);
        offsets += 4;
        count++;
      }
    }
  }
  for (; (count & 7) != 0; count++) {
    store<i32>(offsets, 0);
    offsets += 4;
  }
}

/** dy of one block as [pixel][lane], absent filters zero. */
function packPixels(target: usize, dy: usize, pixels: i32, lanes: i32, filters: i32): void {
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
function sumQuad(total: usize, dy: usize, x: usize, offsets: usize, rows: i32, columns: i32, columnBytes: usize, rowReturn: usize): void {
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
function sumOctet(total: usize, dy: usize, x: usize, offsets: usize, rows: i32, columns: i32, columnBytes: usize, rowReturn: usize): void {
  const o0 = load<u32>(offsets), o1 = load<u32>(offsets, 4), o2 = load<u32>(offsets, 8), o3 = load<u32>(offsets, 12);
  const o4 = load<u32>(offsets, 16), o5 = load<u32>(offsets, 20), o6 = load<u32>(offsets, 24), o7 = load<u32>(offsets, 28);
  let a = f32x4.splat(0), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
  for (let row = rows; row > 0; row--) {
    for (let column = columns; column > 0; column--) {
      const v = v128.load(dy);
      a = mulAdd(v128.load32_splat(x + o0), v, a);
      b = mulAdd(v128.load32_splat(x + o1), v, b);
      c = mulAdd(v128.load32_splat(x + o2), v, c);
      d = mulAdd(v128.load32_splat(x + o3), v, d);
      e = mulAdd(v128.load32_splat(x + o4), v, e);
      f = mulAdd(v128.load32_splat(x + o5), v, f);
      g = mulAdd(v128.load32_splat(x + o6), v, g);
      h = mulAdd(v128.load32_splat(x + o7), v, h);
      dy += 16;
      x += columnBytes;
    }
    x += rowReturn;
  }
  addTo(total, a); addTo(total + 16, b); addTo(total + 32, c); addTo(total + 48, d);
  addTo(total + 64, e); addTo(total + 80, f); addTo(total + 96, g); addTo(total + 112, h);
}

/** Writes one unit's sums, [tap][lane], to dw [filter][tap]. */
function storeUnit(dw: usize, total: usize, filter: i32, filters: i32, firstTap: i32, taps: i32, lanes: i32): void {
  const perUnit = 32 / lanes;
  for (let k = 0; k < perUnit && firstTap + k < taps; k++) {
    for (let lane = 0; lane < filters; lane++) {
      const value = load<f32>(total + (<usize>(k * lanes + lane) << 2));
      store<f32>(dw + (<usize>((filter + lane) * taps + firstTap + k) << 2), value);
    }
  }
}
