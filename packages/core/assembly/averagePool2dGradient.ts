// dx[p, i, j] = Σ dy[p, y, x] / count(y, x) over the windows (y, x) that cover (i, j)
import { isTwoByTwo, windowCount } from "./pool2dWindows";

/**
 * Gradient of `averagePool2d`. Overwrites dx.
 *
 * Units [begin, end) are planes, image × channel; windows add in row-major order.
 */
export function averagePool2dGradient(
  dx: usize, dy: usize, height: i32, width: i32, kernelHeight: i32, kernelWidth: i32, strideHeight: i32, strideWidth: i32,
  padTop: i32, padLeft: i32, outHeight: i32, outWidth: i32, countIncludePad: i32, begin: i32, end: i32,
): void {
  const twoByTwo = isTwoByTwo(height, width, kernelHeight, kernelWidth, strideHeight, strideWidth, padTop, padLeft, outHeight, outWidth);
  const covered = twoByTwo && 2 * outHeight == height && 2 * outWidth == width;
  const rowBytes = <usize>width << 2;
  const planeBytes = <usize>height * rowBytes;
  for (let unit = begin; unit < end; unit++) {
    const plane = dx + <usize>unit * planeBytes;
    let from = dy + ((<usize>unit * <usize>(outHeight * outWidth)) << 2);
    if (!covered) memory.fill(plane, 0, planeBytes);
    for (let row = 0; row < outHeight; row++) {
      const top = row * strideHeight - padTop;
      if (twoByTwo) {
        spreadRow(plane + <usize>top * rowBytes, from, rowBytes, outWidth);
        from += <usize>outWidth << 2;
        continue;
      }
      for (let column = 0; column < outWidth; column++) {
        const left = column * strideWidth - padLeft;
        const share = load<f32>(from) / windowCount(height, width, top, left, kernelHeight, kernelWidth, countIncludePad);
        const lastRow = min(height, top + kernelHeight), lastColumn = min(width, left + kernelWidth);
        for (let i = max(0, top); i < lastRow; i++) {
          for (let j = max(0, left); j < lastColumn; j++) {
            const to = plane + <usize>i * rowBytes + (<usize>j << 2);
            store<f32>(to, load<f32>(to) + share);
          }
        }
        from += 4;
      }
    }
  }
}

/** A row of 2 × 2 windows that touch nothing else; the last four may overlap those before them. */
function spreadRow(dx: usize, dy: usize, rowBytes: usize, windows: i32): void {
  const quarter = f32x4.splat(0.25);
  for (let column = 0; column < windows; column += 4) {
    const start = <usize>min(column, windows - 4);
    const target = dx + (start << 3);
    const share = f32x4.mul(v128.load(dy + (start << 2)), quarter);
    const low = v128.shuffle<f32>(share, share, 0, 0, 1, 1), high = v128.shuffle<f32>(share, share, 2, 2, 3, 3);
    v128.store(target, low);
    v128.store(target, high, 16);
    v128.store(target + rowBytes, low);
    v128.store(target + rowBytes, high, 16);
  }
}
