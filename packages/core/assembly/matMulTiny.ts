/**
 * The sums of matMulPanel, one element at a time, for tiles where setting up vectors takes longer than the work.
 * K is at most one block here, so an element is addend + Σ_k a[i, k] · b[k, j] with k rising, as there. Strides are in bytes.
 */
import { mulAdd } from "./mulAdd";

/** a · b + c by the instructions of the vector loops, so that both give the same bits in either build. */
@inline
function mulAddScalar(a: usize, b: usize, c: f32): f32 {
  if (!ASC_FEATURE_RELAXED_SIMD) return f32.load(a) * f32.load(b) + c;
  return f32x4.extract_lane(mulAdd(v128.load32_splat(a), v128.load32_splat(b), f32x4.splat(c)), 0);
}

export function matMulTiny(
  out: usize, outRow: usize, a: usize, aRow: usize, aColumn: usize, b: usize, bRow: usize, bColumn: usize,
  rows: i32, columns: i32, inner: i32, addend: usize, addendRow: usize,
): void {
  for (; rows > 0; rows--) {
    let bNow = b, outNow = out, addendNow = addend;
    for (let column = columns; column > 0; column--) {
      let sum: f32 = 0, left = a, right = bNow;
      for (let k = inner; k > 0; k--) {
        sum = mulAddScalar(left, right, sum);
        left += aColumn;
        right += bRow;
      }
      if (addendNow) {
        sum = f32.load(addendNow) + sum;
        addendNow += 4;
      }
      f32.store(outNow, sum);
      outNow += 4;
      bNow += bColumn;
    }
    a += aRow;
    out += outRow;
    addend += addendRow;
  }
}
