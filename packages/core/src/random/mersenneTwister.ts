/** All that a {@link MersenneTwister} remembers, as plain numbers. */
export interface MersenneTwisterState {
  /** 624 unsigned 32-bit words. */
  readonly words: readonly number[];
  /** How many of them have been given, 624 when a new set is due. */
  readonly position: number;
}

const size = 624;
const middle = 397;

/**
 * MT19937: a shift register of 624 words of 32 bits with period 2¹⁹⁹³⁷ − 1.
 *
 * Source: Matsumoto and Nishimura, "Mersenne Twister", ACM TOMACS 8 (1998); seeding as in the authors' revision of 2002.
 */
export class MersenneTwister {
  readonly #words: Uint32Array = new Uint32Array(size);
  #position = size;

  get state(): MersenneTwisterState {
    return { words: Array.from(this.#words), position: this.#position };
  }

  set state(state: MersenneTwisterState) {
    this.#words.set(state.words);
    this.#position = state.position;
  }

  /** Fills the register from one 32-bit word: wᵢ = 1812433253 · (wᵢ₋₁ ⊕ (wᵢ₋₁ ≫ 30)) + i. */
  seed(seed: number): void {
    const words = this.#words;
    words[0] = seed;
    for (let i = 1; i < size; i += 1) {
      const previous = words[i - 1] ?? 0;
      words[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
    }
    this.#position = size;
  }

  /** Fills the register from a list of 32-bit words (at least one). */
  seedFromWords(key: readonly number[]): void {
    const words = this.#words;
    this.seed(19650218);
    let i = 1;
    let j = 0;
    const advance = (): void => {
      i += 1;
      if (i === size) {
        words[0] = words[size - 1] ?? 0;
        i = 1;
      }
    };
    for (let k = Math.max(size, key.length); k > 0; k -= 1) {
      const previous = words[i - 1] ?? 0;
      words[i] = ((words[i] ?? 0) ^ Math.imul(previous ^ (previous >>> 30), 1664525)) + (key[j] ?? 0) + j;
      advance();
      j = (j + 1) % key.length;
    }
    for (let k = size - 1; k > 0; k -= 1) {
      const previous = words[i - 1] ?? 0;
      words[i] = ((words[i] ?? 0) ^ Math.imul(previous ^ (previous >>> 30), 1566083941)) - i;
      advance();
    }
    words[0] = 0x80000000;
    this.#position = size;
  }

  /** The next word, 0 … 2³² − 1. */
  bits(): number {
    if (this.#position >= size) this.#renew();
    let y = this.#words[this.#position] ?? 0;
    this.#position += 1;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /** Uniform in [0, 1) with 53 bits: (27 bits · 2²⁶ + 26 bits) / 2⁵³. */
  double(): number {
    const high = this.bits() >>> 5;
    const low = this.bits() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  #renew(): void {
    const words = this.#words;
    for (let i = 0; i < size; i += 1) {
      const y = ((words[i] ?? 0) & 0x80000000) | ((words[(i + 1) % size] ?? 0) & 0x7fffffff);
      words[i] = (words[(i + middle) % size] ?? 0) ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.#position = 0;
  }
}
