// out[p, y, x] = v[p, argmax of x over the window at (y, x)]
import { fourInside, fourWindowsArgMax, windowArgMax } from "./pool2dWindows";

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
    const values = v + planeByteOffset;
    let to = out + ((<usize>unit * <usize>(outHeight * outWidth)) << 2);
    for (let row = 0; row < outHeight; row++) {
      const top = row * strideHeight - padTop;
      let column = 0;
      while (column < outWidth) {
        if (fourInside(column, outWidth, width, kernelWidth, strideWidth, padLeft)) {
          const best = fourWindowsArgMax(plane, height, width, top, column * strideWidth - padLeft, kernelHeight, kernelWidth, strideWidth);
          storeAt(to, values, i32x4.extract_lane(best, 0));
          storeAt(to + 4, values, i32x4.extract_lane(best, 1));
          storeAt(to + 8, values, i32x4.extract_lane(best, 2));
          storeAt(to + 12, values, i32x4.extract_lane(best, 3));
          column += 4;
          to += 16;
        } else {
          storeAt(to, values, windowArgMax(plane, height, width, top, column * strideWidth - padLeft, kernelHeight, kernelWidth));
          column++;
          to += 4;
        }
      }
    }
  }
}

/** Stores the value at an index of the plane, 0 for index -1. */
@inline
function storeAt(to: usize, values: usize, index: i32): void {
  store<f32>(to, index < 0 ? 0 : load<f32>(values + (<usize>index << 2)));
}
