// out[p, y, x] = v[p, argmax of x over the window at (y, x)]
import { windowArgMax } from "./maxPool2d";

/**
 * Value of `v` where `x` is largest in each window; 0 for a window with no pixel of the image.
 *
 * Units [begin, end) are planes, image × channel. `x` and `v` have the same shape.
 */
export function maxPool2dSelect(
  out: usize, x: usize, v: usize, height: i32, width: i32, kernelHeight: i32, kernelWidth: i32, strideHeight: i32, strideWidth: i32,
  padTop: i32, padLeft: i32, outHeight: i32, outWidth: i32, begin: i32, end: i32,
): void {
  for (let unit = begin; unit < end; unit++) {
    const planeByteOffset = (<usize>unit * <usize>(height * width)) << 2;
    const plane = x + planeByteOffset;
    let to = out + ((<usize>unit * <usize>(outHeight * outWidth)) << 2);
    for (let row = 0; row < outHeight; row++) {
      for (let column = 0; column < outWidth; column++) {
        const best = windowArgMax(plane, height, width, row * strideHeight - padTop, column * strideWidth - padLeft, kernelHeight, kernelWidth);
        store<f32>(to, best < 0 ? 0 : load<f32>(v + planeByteOffset + (<usize>best << 2)));
        to += 4;
      }
    }
  }
}
