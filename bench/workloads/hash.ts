/** A hash of the bits of f32 values: two 32-bit FNV-1a sums over their words, as 16 hexadecimal digits. */
export function hashBits(arrays: Iterable<Float32Array>): string {
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (const values of arrays) {
    for (const word of new Uint32Array(values.buffer, values.byteOffset, values.length)) {
      low = Math.imul(low ^ word, 0x01000193);
      high = Math.imul(high ^ (word >>> 13) ^ low, 0x01000193);
    }
  }
  return [low, high].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}
