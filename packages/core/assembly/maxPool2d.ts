// out[p, y, x] = max over the window at (y·stride − pad, x·stride − pad); pixels outside the image do not count.

/** The larger of two, where NaN is the largest and the first of equals stays. */
@inline
export function firstMaximum(a: v128, b: v128): v128 {
  return v128.bitselect(b, a, v128.or(f32x4.gt(b, a), f32x4.ne(b, b)));
}

/** Whether a later value takes the place of the maximum so far: the first NaN, else the first largest, wins. */
@inline
export function replaces(later: f32, maximum: f32): bool {
  return later > maximum || (later != later && maximum == maximum);
}

/**
 * Element index of a window's maximum in its plane, or -1 for a window with no pixel of the image.
 *
 * The window covers rows [top, top + kernelHeight) and columns [left, left + kernelWidth), cut to the image.
 */
export function windowArgMax(plane: usize, height: i32, width: i32, top: i32, left: i32, kernelHeight: i32, kernelWidth: i32): i32 {
  const firstRow = max(0, top), lastRow = min(height, top + kernelHeight);
  const firstColumn = max(0, left), lastColumn = min(width, left + kernelWidth);
  if (firstRow >= lastRow || firstColumn >= lastColumn) return -1;
  let best = firstRow * width + firstColumn;
  let maximum = load<f32>(plane + (<usize>best << 2));
  for (let row = firstRow; row < lastRow; row++) {
    for (let column = firstColumn; column < lastColumn; column++) {
      const index = row * width + column;
      const value = load<f32>(plane + (<usize>index << 2));
      if (replaces(value, maximum)) {
        maximum = value;
        best = index;
      }
    }
  }
  return best;
}

/** Whether windows are 2 × 2, side by side and inside the image. */
@inline
export function isTwoByTwo(
  height: i32, width: i32, kernelHeight: i32, kernelWidth: i32, strideHeight: i32, strideWidth: i32,
  padTop: i32, padLeft: i32, outHeight: i32, outWidth: i32,
): bool {
  return kernelHeight == 2 && kernelWidth == 2 && strideHeight == 2 && strideWidth == 2 &&
    padTop == 0 && padLeft == 0 && 2 * outHeight <= height && 2 * outWidth <= width;
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
      let column = 0;
      if (twoByTwo) {
        let from = plane + <usize>(2 * row) * rowBytes;
        for (; column + 4 <= outWidth; column += 4) {
          const a = v128.load(from), b = v128.load(from, 16);
          const c = v128.load(from + rowBytes), d = v128.load(from + rowBytes, 16);
          const upper = firstMaximum(v128.shuffle<f32>(a, b, 0, 2, 4, 6), v128.shuffle<f32>(a, b, 1, 3, 5, 7));
          const lower = firstMaximum(v128.shuffle<f32>(c, d, 0, 2, 4, 6), v128.shuffle<f32>(c, d, 1, 3, 5, 7));
          v128.store(to, firstMaximum(upper, lower));
          from += 32;
          to += 16;
        }
      }
      for (; column < outWidth; column++) {
        const best = windowArgMax(plane, height, width, row * strideHeight - padTop, column * strideWidth - padLeft, kernelHeight, kernelWidth);
        store<f32>(to, best < 0 ? -Infinity : load<f32>(plane + (<usize>best << 2)));
        to += 4;
      }
    }
  }
}
