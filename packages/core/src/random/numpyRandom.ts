import { ChainruleError } from "../errors/chainruleError.ts";
import { MersenneTwister, type MersenneTwisterState } from "./mersenneTwister.ts";
import { naturalLogarithm } from "./naturalLogarithm.ts";
import { fillNested, type Nested, type NestedNumbers } from "./nestedArray.ts";

/** A seed as `numpy.random.seed` takes it: one word of 32 bits, or a list of such. */
export type NumpySeed = number | readonly number[];

/** All that a {@link NumpyRandom} remembers, as plain numbers; the same parts as NumPy's `get_state()`. */
export interface NumpyRandomState extends MersenneTwisterState {
  /** The second number of the last Gaussian pair, if it has not been given yet. */
  readonly cachedGaussian: number | undefined;
}

/** How {@link NumpyRandom.choice} draws. */
export interface ChoiceOptions {
  /** Whether an element may be drawn again. Default true. */
  readonly replace?: boolean | undefined;
  /** Probability of each element; only with replacement. Default: all alike. */
  readonly probabilities?: readonly number[] | undefined;
}

const largestWord = 0xffffffff;

/**
 * NumPy's legacy generator (`numpy.random.seed`, `numpy.random.RandomState`): the same numbers from the same seed, so
 * that programs written with NumPy can be repeated figure for figure.
 *
 * MT19937 gives doubles of 53 bits, the polar method Gaussians. Everything but `randn` and `normal` agrees to the last
 * bit by construction; these agree wherever NumPy's own logarithm is the double nearest to the true one (it depends on
 * the platform's C library; with glibc about one Gaussian in 3,000 differs in its last bit).
 *
 * @param seed a whole number from 0 to 2³² − 1, or a list of such
 * @throws ChainruleError if it is not
 * @example
 * const numpy = numpyRandom(48);
 * const weights = numpy.randn(3, 2).map((row) => row.map((w) => w / Math.sqrt(2)));
 */
export function numpyRandom(seed: NumpySeed): NumpyRandom {
  return new NumpyRandom(seed);
}

/** NumPy's legacy generator; made by {@link numpyRandom}. Results are a number or nested arrays. */
export class NumpyRandom {
  readonly #twister: MersenneTwister = new MersenneTwister();
  #cachedGaussian: number | undefined;

  constructor(seed: NumpySeed) {
    this.seed(seed);
  }

  /** Starts again, as `numpy.random.seed(seed)`. */
  seed(seed: NumpySeed): void {
    const words = typeof seed === "number" ? [seed] : seed;
    if (words.length === 0 || words.some((word) => !Number.isInteger(word) || word < 0 || word > largestWord)) {
      throw new ChainruleError("random.seed", { received: JSON.stringify(seed), most: largestWord });
    }
    if (typeof seed === "number") this.#twister.seed(seed);
    else this.#twister.seedFromWords(words);
    this.#cachedGaussian = undefined;
  }

  /** The place in the sequence, to be saved or set again. */
  get state(): NumpyRandomState {
    return { ...this.#twister.state, cachedGaussian: this.#cachedGaussian };
  }

  set state(state: NumpyRandomState) {
    const { words, position } = state;
    if (words.length !== 624 || !Number.isInteger(position) || position < 0 || position > 624) {
      throw new ChainruleError("random.state", { received: `${words.length} words, position ${position}` });
    }
    this.#twister.state = state;
    this.#cachedGaussian = state.cachedGaussian;
  }

  /** Uniform in [0, 1), of the given shape. */
  rand<const Shape extends readonly number[]>(...shape: Shape): Nested<Shape>;
  rand(...shape: number[]): NestedNumbers {
    return this.#fill("rand", shape, () => this.#twister.double());
  }

  /** Standard normal, of the given shape. */
  randn<const Shape extends readonly number[]>(...shape: Shape): Nested<Shape>;
  randn(...shape: number[]): NestedNumbers {
    return this.#fill("randn", shape, () => this.#gaussian());
  }

  /** Uniform in [0, 1); `size` is a length or a shape, left out for one number. */
  random_sample(size?: number | readonly number[]): NestedNumbers {
    return this.#fill("random_sample", asShape(size), () => this.#twister.double());
  }

  /** Uniform in [low, high): low + (high − low)·u. */
  uniform(low = 0, high = 1, size?: number | readonly number[]): NestedNumbers {
    const range = high - low;
    if (!Number.isFinite(low) || !Number.isFinite(range)) {
      throw new ChainruleError("random.number", {
        subject: "uniform",
        name: "high - low",
        expected: "finite",
        received: String(range),
      });
    }
    return this.#fill("uniform", asShape(size), () => low + range * this.#twister.double());
  }

  /** Normal with mean `loc` and standard deviation `scale` (0 or more): loc + scale·z. */
  normal(loc = 0, scale = 1, size?: number | readonly number[]): NestedNumbers {
    if (!(scale >= 0)) {
      throw new ChainruleError("random.number", {
        subject: "normal",
        name: "scale",
        expected: ">= 0",
        received: String(scale),
      });
    }
    return this.#fill("normal", asShape(size), () => loc + scale * this.#gaussian());
  }

  /** Whole numbers from `low` to `high − 1`, or from 0 to `low − 1` when `high` is left out; as with NumPy's int64. */
  randint(low: number, high?: number, size?: number | readonly number[]): NestedNumbers {
    const first = high === undefined ? 0 : low;
    const end = high ?? low;
    const most = end - 1 - first;
    if (!Number.isSafeInteger(first) || !Number.isSafeInteger(end) || !Number.isSafeInteger(most) || most < 0) {
      throw new ChainruleError("random.range", { subject: "randint", low: first, high: end });
    }
    return this.#fill("randint", asShape(size), () => first + this.#upTo(most));
  }

  /** 0 … n − 1 in random order, or a shuffled copy of a list (of its rows, if nested). */
  permutation(count: number): number[];
  permutation<Element>(list: ArrayLike<Element>): Element[];
  permutation(from: number | ArrayLike<unknown>): unknown[] {
    if (typeof from === "number") this.#checkSize("permutation", from);
    const order: unknown[] = typeof from === "number" ? Array.from({ length: from }, (_, i) => i) : Array.from(from);
    this.shuffle(order);
    return order;
  }

  /** Puts the elements of a list (its rows, if nested) in random order, in place. */
  shuffle(list: { [index: number]: unknown; readonly length: number }): void {
    for (let i = list.length - 1; i > 0; i -= 1) {
      const j = this.#upTo(i);
      const kept = list[i];
      list[i] = list[j];
      list[j] = kept;
    }
  }

  /** `size` elements of a list, or of 0 … n − 1, drawn with or without replacement. */
  choice(count: number, size: number, options?: ChoiceOptions): number[];
  choice<Element>(list: readonly Element[], size: number, options?: ChoiceOptions): Element[];
  choice(from: number | readonly unknown[], size: number, options: ChoiceOptions = {}): unknown[] {
    const count = typeof from === "number" ? from : from.length;
    const { replace = true, probabilities } = options;
    this.#checkSize("choice", size);
    const fail = (name: string, expected: string, received: string): never => {
      throw new ChainruleError("random.number", { subject: "choice", name, expected, received });
    };
    if (!Number.isSafeInteger(count) || count <= 0) fail("a", "> 0", String(count));
    if (!replace && size > count) fail("size", `<= ${count}`, String(size));
    let indices: number[];
    if (probabilities !== undefined) {
      if (!replace) fail("replace", "true", "false");
      if (probabilities.length !== count) fail("probabilities.length", String(count), String(probabilities.length));
      indices = this.#weighted(probabilities, size, fail);
    } else if (replace) {
      indices = Array.from({ length: size }, () => this.#upTo(count - 1));
    } else {
      indices = this.permutation(count).slice(0, size);
    }
    return typeof from === "number" ? indices : indices.map((index) => from[index]);
  }

  #weighted(
    probabilities: readonly number[],
    size: number,
    fail: (name: string, expected: string, received: string) => never,
  ): number[] {
    let total = 0;
    const cumulative = probabilities.map((p) => {
      if (!(p >= 0)) fail("probabilities", ">= 0", String(p));
      total += p;
      return total;
    });
    if (!(Math.abs(total - 1) < 1e-8)) fail("probabilities", "sum = 1", String(total));
    const scaled = cumulative.map((value) => value / total);
    return Array.from({ length: size }, () => {
      const u = this.#twister.double();
      const index = scaled.findIndex((value) => value > u);
      return index < 0 ? scaled.length - 1 : index;
    });
  }

  /** Polar method: a point in the unit circle gives two Gaussians, the second kept for the next call. */
  #gaussian(): number {
    const cached = this.#cachedGaussian;
    if (cached !== undefined) {
      this.#cachedGaussian = undefined;
      return cached;
    }
    let x = 0;
    let y = 0;
    let squaredRadius = 0;
    do {
      x = 2 * this.#twister.double() - 1;
      y = 2 * this.#twister.double() - 1;
      squaredRadius = x * x + y * y;
    } while (squaredRadius >= 1 || squaredRadius === 0);
    const factor = Math.sqrt((-2 * naturalLogarithm(squaredRadius)) / squaredRadius);
    this.#cachedGaussian = factor * x;
    return factor * y;
  }

  /** Uniform from 0 to `most`: the low bits under a mask, drawn until they fit. */
  #upTo(most: number): number {
    if (most === 0) return 0;
    if (most <= largestWord) {
      const mask = largestWord >>> Math.clz32(most);
      let value = (this.#twister.bits() & mask) >>> 0;
      while (value > most) value = (this.#twister.bits() & mask) >>> 0;
      return value;
    }
    const mask = largestWord >>> Math.clz32(Math.floor(most / 2 ** 32));
    for (;;) {
      const high = (this.#twister.bits() & mask) >>> 0;
      const value = high * 2 ** 32 + this.#twister.bits();
      if (value <= most) return value;
    }
  }

  #fill(subject: string, shape: readonly number[], next: () => number): NestedNumbers {
    for (const size of shape) this.#checkSize(subject, size);
    return fillNested(shape, next);
  }

  #checkSize(subject: string, size: number): void {
    if (Number.isInteger(size) && size >= 0 && size <= largestWord) return;
    throw new ChainruleError("random.number", {
      subject,
      name: "size",
      expected: `0 … ${largestWord}`,
      received: String(size),
    });
  }
}

function asShape(size: number | readonly number[] | undefined): readonly number[] {
  if (size === undefined) return [];
  return typeof size === "number" ? [size] : size;
}
