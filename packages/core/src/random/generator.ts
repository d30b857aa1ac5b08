import { ChainruleError } from "../errors/chainruleError.ts";
import { inverseNormal } from "./inverseNormal.ts";
import { keyFromSeed, streamKey } from "./key.ts";
import { type Key, threefry2x32 } from "./threefry.ts";

/** What {@link random} starts from. */
export interface RandomOptions {
  /** A whole number from 0 to 2⁵³ − 1. */
  readonly seed: number;
  /** A number or name; different streams of one seed are independent. Default: the seed's own sequence. */
  readonly stream?: number | string | undefined;
}

/** All that a {@link Generator} remembers, as plain numbers. */
export interface GeneratorState {
  /** Two unsigned 32-bit words. */
  readonly key: readonly [number, number];
  /** How many 32-bit words have been passed. */
  readonly position: number;
}

/**
 * A generator of random numbers that gives the same numbers on every machine.
 *
 * Word w of the sequence is word w mod 2 of Threefry-2x32-20(key, ⌊w / 2⌋), so any place is reached at once and the
 * state is two numbers and a position.
 *
 * @throws ChainruleError if the seed is not a whole number from 0 to 2⁵³ − 1
 * @example
 * const generator = random({ seed: 1, stream: "shuffle" });
 * generator.permutation(5);
 */
export function random(options: RandomOptions): Generator {
  const key = keyFromSeed(options.seed);
  return new Generator({ key: options.stream === undefined ? key : streamKey(key, options.stream), position: 0 });
}

/** A sequence of random numbers; made by {@link random} or from a saved state. */
export class Generator {
  readonly #key: Key;
  readonly #block: Uint32Array = new Uint32Array(2);
  #blockIndex = -1;
  #position: number;

  /**
   * @param state where to go on, as {@link Generator.state} gave it
   * @throws ChainruleError if it is no such state
   */
  constructor(state: GeneratorState) {
    const [key0, key1] = state.key;
    if (!isWord(key0) || !isWord(key1) || !Number.isSafeInteger(state.position) || state.position < 0) {
      throw new ChainruleError("random.state", { received: JSON.stringify(state) });
    }
    this.#key = [key0, key1];
    this.#position = state.position;
  }

  /** The place in the sequence; a generator made from it goes on with the same numbers. */
  get state(): GeneratorState {
    return { key: this.#key, position: this.#position };
  }

  /** An independent generator under this one's key; does not move this one. */
  stream(stream: number | string): Generator {
    return new Generator({ key: streamKey(this.#key, stream), position: 0 });
  }

  /** A whole number, uniform from 0 to 2³² − 1. */
  bits(): number {
    const index = Math.floor(this.#position / 2);
    if (index !== this.#blockIndex) {
      threefry2x32(this.#key, index >>> 0, Math.floor(index / 2 ** 32), this.#block);
      this.#blockIndex = index;
    }
    const word = this.#block[this.#position % 2] ?? 0;
    this.#position += 1;
    return word;
  }

  /** Uniform in [0, 1), a multiple of 2⁻²⁴, so exact in f32: the upper 24 of 32 bits. */
  uniform(): number {
    return (this.bits() >>> 8) * 2 ** -24;
  }

  /** Standard normal, from the middle of one of 2⁵² equal parts of [0, 1) through {@link inverseNormal}. */
  normal(): number {
    const high = this.bits() >>> 6;
    const low = this.bits() >>> 6;
    return inverseNormal((high * 2 ** 26 + low + 0.5) * 2 ** -52);
  }

  /**
   * A whole number, uniform from `low` to `high − 1` without bias: bits under a mask are drawn until they fit.
   *
   * @throws ChainruleError if the bounds are not safe whole numbers or low is not below high
   */
  integer(low: number, high: number): number {
    const most = high - 1 - low;
    if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high) || !Number.isSafeInteger(most) || most < 0) {
      throw new ChainruleError("random.range", { subject: "integer", low, high });
    }
    if (most <= 0xffffffff) {
      const shift = Math.clz32(most);
      if (shift === 32) return low;
      let value = this.bits() >>> shift;
      while (value > most) value = this.bits() >>> shift;
      return low + value;
    }
    const shift = Math.clz32(Math.floor(most / 2 ** 32));
    for (;;) {
      const value = (this.bits() >>> shift) * 2 ** 32 + this.bits();
      if (value <= most) return low + value;
    }
  }

  /** 0 … count − 1 in random order (Fisher–Yates), every order equally likely. */
  permutation(count: number): Int32Array {
    if (!Number.isInteger(count) || count < 0 || count > 0x7fffffff) {
      throw new ChainruleError("random.number", {
        subject: "permutation",
        name: "count",
        expected: "0 … 2147483647",
        received: String(count),
      });
    }
    const order = Int32Array.from({ length: count }, (_, i) => i);
    this.shuffle(order);
    return order;
  }

  /** Puts the elements in random order, in place. */
  shuffle(list: { [index: number]: unknown; readonly length: number }): void {
    for (let i = list.length - 1; i > 0; i -= 1) {
      const j = this.integer(0, i + 1);
      const kept = list[i];
      list[i] = list[j];
      list[j] = kept;
    }
  }
}

function isWord(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= 0xffffffff;
}
