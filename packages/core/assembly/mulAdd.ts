/**
 * a·b + c in each lane: fused when the relaxed feature is on, otherwise a product and a sum, each rounded.
 *
 * Kernels that must give the same bits everywhere use nothing else, so both builds come from one source.
 */
@inline
export function mulAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}
