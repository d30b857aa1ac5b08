// out[p, y, x] = Σ window / count
import { fourInside, isTwoByTwo, loadSpaced, windowCount } from "./pool2dWindows";

/**
 * Mean of each window. Units [begin, end) are planes, image × channel.
 *
 * With `countIncludePad` the divisor is kernelHeight · kernelWidth, otherwise the window's pixels inside the image;
 * a window with none gives 0. A window sums in row-major order.
 */
export function averagePool2d(
  out: usize, x: usize, height: i32, width: i32, kernelHeight: i32, kernelWidth: i32, strideHeight: i32, strideWidth: i32,
  padTop: i32, padLeft: i32, outHeight: i32, outWidth: i32, countIncludePad: i32, begin: i32, end: i32,
): void {
  const twoByTwo = isTwoByTwo(height, width, kernelHeight, kernelWidth, strideHeight, strideWidth, padTop, padLeft, outHeight, outWidth);
  const rowBytes = <usize>width << 2;
  for (let unit = begin; unit < end; unit++) {
    const plane = x + <usize>unit * <usize>height * rowBytes;
    let to = out + ((<usize>unit * <usize>(outHeight * outWidth)) << 2);
    for (let row = 0; row < outHeight; row++) {
      const top = row * strideHeight - padTop;
      if (twoByTwo) {
        averageRow(to, plane + <usize>top * rowBytes, rowBytes, outWidth);
        to += <usize>outWidth << 2;
        continue;
      }
      const lastRow = min(height, top + kernelHeight);
      let column = 0;
      while (column < outWidth) {
        const left = column * strideWidth - padLeft;
        const count = windowCount(height, width, top, left, kernelHeight, kernelWidth, countIncludePad);
        if (fourInside(column, outWidth, width, kernelWidth, strideWidth, padLeft)) {
          let sums = f32x4.splat(0);
          for (let i = max(0, top); i < lastRow; i++) {
            for (let j = left; j < left + kernelWidth; j++) {
              sums = f32x4.add(sums, loadSpaced(plane + <usize>i * rowBytes + (<usize>j << 2), <usize>strideWidth << 2));
            }
          }
          v128.store(to, count > 0 ? f32x4.div(sums, f32x4.splat(count)) : sums);
          column += 4;
          to += 16;
        } else {
          const lastColumn = min(width, left + kernelWidth);
          let sum: f32 = 0;
          for (let i = max(0, top); i < lastRow; i++) {
            for (let j = max(0, left); j < lastColumn; j++) sum += load<f32>(plane + <usize>i * rowBytes + (<usize>j << 2));
          }
          store<f32>(to, count > 0 ? sum / count : 0);
          column++;
          to += 4;
        }
      }
    }
  }
}

/** A row of 2 × 2 windows; the last four may overlap those before them. */
function averageRow(to: usize, from: usize, rowBytes: usize, windows: i32): void {
  const quarter = f32x4.splat(0.25);
  for (let column = 0; column < windows; column += 4) {
    const start = <usize>min(column, windows - 4);
    const x = from + (start << 3);
    const a = v128.load(x), b = v128.load(x, 16);
    const c = v128.load(x + rowBytes), d = v128.load(x + rowBytes, 16);
    let sum = f32x4.add(v128.shuffle<f32>(a, b, 0, 2, 4, 6), v128.shuffle<f32>(a, b, 1, 3, 5, 7));
    sum = f32x4.add(sum, v128.shuffle<f32>(c, d, 0, 2, 4, 6));
    sum = f32x4.add(sum, v128.shuffle<f32>(c, d, 1, 3, 5, 7));
    v128.store(to + (start << 2), f32x4.mul(sum, quarter));
  }
}
