// dx[p, i, j] = Σ dy[p, y, x] over the windows (y, x) whose maximum stands at (i, j)
import { fourInside, fourWindowsArgMax, isTwoByTwo, replacesMask, windowArgMax } from "./pool2dWindows";

/**
 * Gradient of `maxPool2d`: each dy goes to the maximum of its window, the first one in row-major order.
 *
 * Overwrites dx. Units [begin, end) are planes, image × channel; windows add in row-major order.
 */
export function maxPool2dScatter(
  dx: usize, x: usize, dy: usize, height: i32, width: i32, kernelHeight: i32, kernelWidth: i32, strideHeight: i32, strideWidth: i32,
  padTop: i32, padLeft: i32, outHeight: i32, outWidth: i32, begin: i32, end: i32,
): void {
  const twoByTwo = isTwoByTwo(height, width, kernelHeight, kernelWidth, strideHeight, strideWidth, padTop, padLeft, outHeight, outWidth);
  const covered = twoByTwo && 2 * outHeight == height && 2 * outWidth == width;
  const rowBytes = <usize>width << 2;
  const planeBytes = <usize>height * rowBytes;
  for (let unit = begin; unit < end; unit++) {
    const plane = x + <usize>unit * planeBytes;
    const target = dx + <usize>unit * planeBytes;
    let from = dy + ((<usize>unit * <usize>(outHeight * outWidth)) << 2);
    if (!covered) memory.fill(target, 0, planeBytes);
    for (let row = 0; row < outHeight; row++) {
      if (twoByTwo) {
        scatterRow(target + <usize>(2 * row) * rowBytes, plane + <usize>(2 * row) * rowBytes, from, rowBytes, outWidth);
        from += <usize>outWidth << 2;
        continue;
      }
      const top = row * strideHeight - padTop;
      let column = 0;
      while (column < outWidth) {
        if (fourInside(column, outWidth, width, kernelWidth, strideWidth, padLeft)) {
          const best = fourWindowsArgMax(plane, height, width, top, column * strideWidth - padLeft, kernelHeight, kernelWidth, strideWidth);
          addAt(target, from, i32x4.extract_lane(best, 0));
          addAt(target, from + 4, i32x4.extract_lane(best, 1));
          addAt(target, from + 8, i32x4.extract_lane(best, 2));
          addAt(target, from + 12, i32x4.extract_lane(best, 3));
          column += 4;
          from += 16;
        } else {
          addAt(target, from, windowArgMax(plane, height, width, top, column * strideWidth - padLeft, kernelHeight, kernelWidth));
          column++;
          from += 4;
        }
      }
    }
  }
}

/** Adds a gradient at an index of the plane; index -1 takes none. */
@inline
function addAt(target: usize, dy: usize, index: i32): void {
  if (index < 0) return;
  const to = target + (<usize>index << 2);
  store<f32>(to, load<f32>(to) + load<f32>(dy));
}

/** A row of 2 × 2 windows that touch nothing else: all four pixels are written. The last four windows may overlap those before them. */
function scatterRow(dx: usize, from: usize, gradients: usize, rowBytes: usize, windows: i32): void {
  for (let column = 0; column < windows; column += 4) {
    const start = <usize>min(column, windows - 4);
    const x = from + (start << 3);
    const target = dx + (start << 3);
    const upperLow = v128.load(x), upperHigh = v128.load(x, 16);
    const lowerLow = v128.load(x + rowBytes), lowerHigh = v128.load(x + rowBytes, 16);
    const a = v128.shuffle<f32>(upperLow, upperHigh, 0, 2, 4, 6), b = v128.shuffle<f32>(upperLow, upperHigh, 1, 3, 5, 7);
    const c = v128.shuffle<f32>(lowerLow, lowerHigh, 0, 2, 4, 6), d = v128.shuffle<f32>(lowerLow, lowerHigh, 1, 3, 5, 7);
    const takesB = replacesMask(b, a);
    const ab = v128.bitselect(b, a, takesB);
    const takesC = replacesMask(c, ab);
    const abc = v128.bitselect(c, ab, takesC);
    const takesD = replacesMask(d, abc);
    const gradient = v128.load(gradients + (start << 2));
    const toD = v128.and(gradient, takesD);
    const notD = v128.andnot(gradient, takesD);
    const toC = v128.and(notD, takesC);
    const notC = v128.andnot(notD, takesC);
    const toB = v128.and(notC, takesB);
    const toA = v128.andnot(notC, takesB);
    v128.store(target, v128.shuffle<f32>(toA, toB, 0, 4, 1, 5));
    v128.store(target, v128.shuffle<f32>(toA, toB, 2, 6, 3, 7), 16);
    v128.store(target + rowBytes, v128.shuffle<f32>(toC, toD, 0, 4, 1, 5));
    v128.store(target + rowBytes, v128.shuffle<f32>(toC, toD, 2, 6, 3, 7), 16);
  }
}
