// out[p, y, x] = Σ window / count
import { isTwoByTwo } from "./maxPool2d";

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
  const quarter = f32x4.splat(0.25);
  for (let unit = begin; unit < end; unit++) {
    const plane = x + <usize>unit * <usize>height * rowBytes;
    let to = out + ((<usize>unit * <usize>(outHeight * outWidth)) << 2);
    for (let row = 0; row < outHeight; row++) {
      const top = row * strideHeight - padTop;
      let column = 0;
      if (twoByTwo) {
        let from = plane + <usize>top * rowBytes;
        for (; column + 4 <= outWidth; column += 4) {
          const a = v128.load(from), b = v128.load(from, 16);
          const c = v128.load(from + rowBytes), d = v128.load(from + rowBytes, 16);
          let sum = f32x4.add(v128.shuffle<f32>(a, b, 0, 2, 4, 6), v128.shuffle<f32>(a, b, 1, 3, 5, 7));
          sum = f32x4.add(sum, v128.shuffle<f32>(c, d, 0, 2, 4, 6));
          sum = f32x4.add(sum, v128.shuffle<f32>(c, d, 1, 3, 5, 7));
          v128.store(to, f32x4.mul(sum, quarter));
          from += 32;
          to += 16;
        }
      }
      for (; column < outWidth; column++) {
        const left = column * strideWidth - padLeft;
        const lastRow = min(height, top + kernelHeight), lastColumn = min(width, left + kernelWidth);
        let sum: f32 = 0;
        for (let i = max(0, top); i < lastRow; i++) {
          for (let j = max(0, left); j < lastColumn; j++) sum += load<f32>(plane + <usize>i * rowBytes + (<usize>j << 2));
        }
        const count = windowCount(height, width, top, left, kernelHeight, kernelWidth, countIncludePad);
        store<f32>(to, count > 0 ? sum / count : 0);
        to += 4;
      }
    }
  }
}
