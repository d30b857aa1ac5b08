// What pooling kernels share: windows, one or four at a time, and the order of values that makes NaN the largest.

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

/** Four values a fixed number of bytes apart. */
@inline
export function loadSpaced(address: usize, stepBytes: usize): v128 {
  if (stepBytes == 4) return v128.load(address);
  const a = v128.load_zero<f32>(address);
  const ab = v128.load_lane<f32>(address + stepBytes, a, 1);
  const abc = v128.load_lane<f32>(address + 2 * stepBytes, ab, 2);
  return v128.load_lane<f32>(address + 3 * stepBytes, abc, 3);
}

/** Lanes where the later value takes the place of the maximum so far. */
@inline
export function replacesMask(later: v128, maximum: v128): v128 {
  return v128.or(f32x4.gt(later, maximum), v128.and(f32x4.ne(later, later), f32x4.eq(maximum, maximum)));
}

/** `windowArgMax` of four windows `strideWidth` apart, all of whose columns lie in the image. */
export function fourWindowsArgMax(
  plane: usize, height: i32, width: i32, top: i32, left: i32, kernelHeight: i32, kernelWidth: i32, strideWidth: i32,
): v128 {
  const firstRow = max(0, top), lastRow = min(height, top + kernelHeight);
  if (firstRow >= lastRow) return i32x4.splat(-1);
  const stepBytes = <usize>strideWidth << 2;
  const spacing = i32x4.mul(i32x4.splat(strideWidth), i32x4(0, 1, 2, 3));
  let best = i32x4.add(i32x4.splat(firstRow * width + left), spacing);
  let maximum = loadSpaced(plane + (<usize>(firstRow * width + left) << 2), stepBytes);
  for (let row = firstRow; row < lastRow; row++) {
    for (let column = left; column < left + kernelWidth; column++) {
      const index = row * width + column;
      const value = loadSpaced(plane + (<usize>index << 2), stepBytes);
      const takes = replacesMask(value, maximum);
      maximum = v128.bitselect(value, maximum, takes);
      best = v128.bitselect(i32x4.add(i32x4.splat(index), spacing), best, takes);
    }
  }
  return best;
}

/** Whether the four windows from `column` on have all their columns in the image. */
@inline
export function fourInside(column: i32, outWidth: i32, width: i32, kernelWidth: i32, strideWidth: i32, padLeft: i32): bool {
  const left = column * strideWidth - padLeft;
  return column + 4 <= outWidth && left >= 0 && left + 3 * strideWidth + kernelWidth <= width;
}

/** Whether windows are 2 × 2, side by side, inside the image and at least four in a row. */
@inline
export function isTwoByTwo(
  height: i32, width: i32, kernelHeight: i32, kernelWidth: i32, strideHeight: i32, strideWidth: i32,
  padTop: i32, padLeft: i32, outHeight: i32, outWidth: i32,
): bool {
  return kernelHeight == 2 && kernelWidth == 2 && strideHeight == 2 && strideWidth == 2 &&
    padTop == 0 && padLeft == 0 && outWidth >= 4 && 2 * outHeight <= height && 2 * outWidth <= width;
}

/** Pixels a window's sum is divided by: the whole kernel, or only what lies in the image. */
@inline
export function windowCount(
  height: i32, width: i32, top: i32, left: i32, kernelHeight: i32, kernelWidth: i32, countIncludePad: i32,
): f32 {
  if (countIncludePad) return <f32>(kernelHeight * kernelWidth);
  const rows = min(height, top + kernelHeight) - max(0, top);
  const columns = min(width, left + kernelWidth) - max(0, left);
  return <f32>(max(0, rows) * max(0, columns));
}
