// out[p, y, x] = max over the window at (y·stride − pad, x·stride − pad); pixels outside the image do not count.
import { fourInside, fourWindowsArgMax, isTwoByTwo, replacesMask, windowArgMax } from "./pool2dWindows";

/** The larger of two, where NaN is the largest and the first of equals stays. */
@inline
function firstMaximum(a: v128, b: v128): v128 {
  return v128.bitselect(b, a, replacesMask(b, a));
}

/**
 * Largest value of each window. Units [begin, end) are planes, image × channel.
 *
 * A NaN in the window is the maximum; a window with no pixel of the image gives −∞.
 */
export function maxPool2d(
  out: usize, x: usize, height: i32, width: i32, kernelHeight: i32, kernelWidth: i32, strideHeight: i32, strideWidth: i32,
  padTop: i32, padLeft: i32, outHeight: i32, outWidth: i32, begin: i32, end: i32,
): void {
  const twoByTwo = isTwoByTwo(height, width, kernelHeight, kernelWidth, strideHeight, strideWidth, padTop, padLeft, outHeight, outWidth);
  const rowBytes = <usize>width << 2;
  for (let unit = begin; unit < end; unit++) {
    const plane = x + <usize>unit * <usize>height * rowBytes;
    let to = out + ((<usize>unit * <usize>(outHeight * outWidth)) << 2);
    for (let row = 0; row < outHeight; row++) {
      if (twoByTwo) {
        poolRow(to, plane + <usize>(2 * row) * rowBytes, rowBytes, outWidth);
        to += <usize>outWidth << 2;
        continue;
      }
      const top = row * strideHeight - padTop;
      let column = 0;
      while (column < outWidth) {
        if (fourInside(column, outWidth, width, kernelWidth, strideWidth, padLeft)) {
          const best = fourWindowsArgMax(plane, height, width, top, column * strideWidth - padLeft, kernelHeight, kernelWidth, strideWidth);
          storeAt(to, plane, i32x4.extract_lane(best, 0));
          storeAt(to + 4, plane, i32x4.extract_lane(best, 1));
          storeAt(to + 8, plane, i32x4.extract_lane(best, 2));
          storeAt(to + 12, plane, i32x4.extract_lane(best, 3));
          column += 4;
          to += 16;
        } else {
          storeAt(to, plane, windowArgMax(plane, height, width, top, column * strideWidth - padLeft, kernelHeight, kernelWidth));
          column++;
          to += 4;
        }
      }
    }
  }
}

/** Stores the pixel at an index of the plane, −∞ for index -1. */
@inline
function storeAt(to: usize, plane: usize, index: i32): void {
  store<f32>(to, index < 0 ? -Infinity : load<f32>(plane + (<usize>index << 2)));
}

/** A row of 2 × 2 windows; the last four may overlap those before them. */
function poolRow(to: usize, from: usize, rowBytes: usize, windows: i32): void {
  for (let column = 0; column < windows; column += 4) {
    const start = <usize>min(column, windows - 4);
    const x = from + (start << 3);
    const a = v128.load(x), b = v128.load(x, 16);
    const c = v128.load(x + rowBytes), d = v128.load(x + rowBytes, 16);
    const upper = firstMaximum(v128.shuffle<f32>(a, b, 0, 2, 4, 6), v128.shuffle<f32>(a, b, 1, 3, 5, 7));
    const lower = firstMaximum(v128.shuffle<f32>(c, d, 0, 2, 4, 6), v128.shuffle<f32>(c, d, 1, 3, 5, 7));
    v128.store(to + (start << 2), firstMaximum(upper, lower));
  }
}
