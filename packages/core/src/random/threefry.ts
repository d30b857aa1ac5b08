/**
 * Threefry-2x32 with 20 rounds: 64 bits that depend on every bit of a 64-bit key and a 64-bit counter, with nothing to
 * carry from one call to the next. All arithmetic is on unsigned 32-bit words modulo 2³².
 *
 * Each round: x₀ ← x₀ + x₁; x₁ ← (x₁ ⋘ r) ⊕ x₀; after every fourth round the next two of three key words
 * (the third is k₀ ⊕ k₁ ⊕ 0x1BD11BDA) and the number of the injection are added.
 *
 * Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011, section 4.2; the same
 * function as JAX's generator.
 *
 * @param key two words
 * @param counter0 first word of the counter
 * @param counter1 second word of the counter
 * @param out receives two words at `offset`
 */
export function threefry2x32(key: Key, counter0: number, counter1: number, out: Uint32Array, offset = 0): void {
  const key0 = key[0] | 0;
  const key1 = key[1] | 0;
  const key2 = key0 ^ key1 ^ parity;
  let x0 = (counter0 + key0) | 0;
  let x1 = (counter1 + key1) | 0;

  for (let injection = 1; injection <= 5; injection += 1) {
    if (injection % 2 === 1) {
      x0 = (x0 + x1) | 0;
      x1 = ((x1 << 13) | (x1 >>> 19)) ^ x0;
      x0 = (x0 + x1) | 0;
      x1 = ((x1 << 15) | (x1 >>> 17)) ^ x0;
      x0 = (x0 + x1) | 0;
      x1 = ((x1 << 26) | (x1 >>> 6)) ^ x0;
      x0 = (x0 + x1) | 0;
      x1 = ((x1 << 6) | (x1 >>> 26)) ^ x0;
    } else {
      x0 = (x0 + x1) | 0;
      x1 = ((x1 << 17) | (x1 >>> 15)) ^ x0;
      x0 = (x0 + x1) | 0;
      x1 = ((x1 << 29) | (x1 >>> 3)) ^ x0;
      x0 = (x0 + x1) | 0;
      x1 = ((x1 << 16) | (x1 >>> 16)) ^ x0;
      x0 = (x0 + x1) | 0;
      x1 = ((x1 << 24) | (x1 >>> 8)) ^ x0;
    }
    const first = injection % 3;
    x0 = (x0 + (first === 0 ? key0 : first === 1 ? key1 : key2)) | 0;
    x1 = (x1 + (first === 0 ? key1 : first === 1 ? key2 : key0) + injection) | 0;
  }

  out[offset] = x0;
  out[offset + 1] = x1;
}

/** Two unsigned 32-bit words that name one sequence of random numbers. */
export type Key = readonly [number, number];

const parity = 0x1bd11bda;
