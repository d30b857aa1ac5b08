// dw[f, c, ky, kx] = Σ_{n, y, x} dy[n, f, y, x] · x[n, c, y·stride + ky·dilation − pad, …]
import { alignTo16, blockChannels } from "./conv2dCorrelate";
import { copyPlanes } from "./conv2dPlanes";
import { addLanes, packPixels, prefersRowSums, sumOctet, sumQuad, sumRows } from "./conv2dWeightTiles";
import { prefersWinogradWeights, runWinogradWeights } from "./conv2dWinogradWeights";

/** Units whose sums are kept at a time: 128 bytes each. */
const unitsPerRound: i32 = 2048;

/**
 * Gradient of a convolution for its weights, over the whole batch.
 *
 * Units [begin, end) are, group by group and block by block of 8 filters, quads of taps (c, ky, kx); a last block of
 * 4 filters or fewer takes octets. Where filters are few, blocks are pairs, with neighbouring pixels in the lanes.
 * An element sums each image by itself, then image to image in order; 3 × 3 kernels may take Winograd's way.
 */
export function conv2dWeightGradient(
  dw: usize, x: usize, dy: usize,
  batch: i32, groups: i32, channels: i32, height: i32, width: i32, filters: i32,
  kernelHeight: i32, kernelWidth: i32, strideHeight: i32, strideWidth: i32,
  padTop: i32, padLeft: i32, dilationHeight: i32, dilationWidth: i32, outHeight: i32, outWidth: i32,
  begin: i32, end: i32, scratch: usize,
): void {
  if (groups == 1 && prefersWinogradWeights(kernelHeight, kernelWidth, strideHeight, strideWidth, dilationHeight, dilationWidth, channels, filters)) {
    runWinogradWeights(dw, x, dy, batch, channels, height, width, filters, padTop, padLeft, outHeight, outWidth, begin, end, scratch);
    return;
  }
  const planes = channels / groups;
  const groupFilters = filters / groups;
  const taps = planes * kernelHeight * kernelWidth;
  const byRows = strideWidth == 1 && prefersRowSums(groupFilters, outWidth);
  const blockFilters = byRows ? 2 : blockChannels;
  const blocks = (groupFilters + blockFilters - 1) / blockFilters;
  const lastIsNarrow = !byRows && groupFilters - (blocks - 1) * blockFilters <= 4;
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
        const filter = group * groupFilters + block * blockFilters;
        const filterCount = min(blockFilters, groupFilters - block * blockFilters);
        let imagePlanes = x + (((<usize>image * <usize>channels + <usize>(group * planes)) * <usize>(height * width)) << 2);
        if (!direct) {
          if (copiedGroup != group) {
            copyPlanes(padded, imagePlanes, planes, height, width, paddedHeight, paddedWidth, padTop, padLeft);
            copiedGroup = group;
          }
          imagePlanes = padded;
        }
        const dyBlock = dy + (((<usize>image * <usize>filters + <usize>filter) * <usize>pixels) << 2);
        const secondBytes = filterCount > 1 ? <usize>pixels << 2 : 0;
        if (!byRows) packPixels(packed, dyBlock, pixels, narrow ? 4 : 8, filterCount);
        for (; unit < blockLast; unit++) {
          const total = totals + (<usize>(unit - roundFirst) << 7);
          const first = offsets + (<usize>(unit - blockFirst) << (narrow ? 5 : 4));
          if (byRows) sumRows(total, dyBlock, dyBlock + secondBytes, imagePlanes, first, outHeight, outWidth >> 2, rowReturn);
          else if (narrow) sumOctet(total, packed, imagePlanes, first, rows, columns, columnBytes, rowReturn);
          else sumQuad(total, packed, imagePlanes, first, rows, columns, columnBytes, rowReturn);
        }
      }
    }
    let unit = roundFirst;
    for (; unit < roundLast; unit++) {
      const group = unit / groupUnits;
      const block = min(blocks - 1, (unit - group * groupUnits) / quads);
      const narrow = lastIsNarrow && block == blocks - 1;
      const firstTap = (unit - group * groupUnits - block * quads) * (narrow ? 8 : 4);
      const filter = group * groupFilters + block * blockFilters;
      const filterCount = min(blockFilters, groupFilters - block * blockFilters);
      const total = totals + (<usize>(unit - roundFirst) << 7);
      if (byRows) addLanes(total);
      storeUnit(dw, total, filter, filterCount, firstTap, taps, byRows ? 2 : narrow ? 4 : 8, narrow ? 8 : 4);
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

/** Writes one unit's sums, [tap][filter], to dw [filter][tap]. */
function storeUnit(dw: usize, total: usize, filter: i32, filters: i32, firstTap: i32, taps: i32, lanes: i32, perUnit: i32): void {
  for (let k = 0; k < perUnit && firstTap + k < taps; k++) {
    for (let lane = 0; lane < filters; lane++) {
      const value = load<f32>(total + (<usize>(k * lanes + lane) << 2));
      store<f32>(dw + (<usize>((filter + lane) * taps + firstTap + k) << 2), value);
    }
  }
}
